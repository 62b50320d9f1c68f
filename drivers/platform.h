/* SPDX-License-Identifier: Apache-2.0 */
/* What infer.c needs of the system it runs on. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include "sluice_axi_dma.h"

struct platform {
    uintptr_t ip;  /* the IP's registers, mapped */
    uintptr_t dma; /* those of its AXI DMA */
    struct sluice_buffer to, from;
    int irq; /* of the system: what platform_wait waits on */
};

/* 0, or -1 after a message. `arguments` are the words after the program's own. */
int platform_open(struct platform* p, int count, char** arguments);
/* Returns when the IP has raised its interrupt: SLUICE_OK, or SLUICE_TIMEOUT. */
int platform_wait(void* platform);
void platform_close(struct platform* p);

#endif
