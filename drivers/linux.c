/* SPDX-License-Identifier: Apache-2.0 */
/* infer.c on Linux: registers through UIO (generic-uio), buffers from u-dma-buf.
 *
 *     infer FRAMES.bin RESULTS.bin [/dev/uio0 /dev/uio1 udmabuf0]
 *
 * The first UIO device is the IP with its interrupt, the second the AXI DMA; the buffer holds the
 * frame to send in its first half and the one received in its second. */
#define _POSIX_C_SOURCE 200809L

#include "platform.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define IP_BYTES 0x4000u
#define DMA_BYTES 0x1000u
#define PATIENCE_MS 10000

static void* map(const char* path, size_t bytes, int* file) {
    void* place = MAP_FAILED;
    *file = open(path, O_RDWR | O_SYNC);
    if (*file >= 0)
        place = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, *file, 0);
    if (place == MAP_FAILED)
        perror(path);
    return place;
}

/* A number that u-dma-buf tells in sysfs, 0 when it does not. */
static unsigned long long attribute(const char* buffer, const char* name) {
    char path[256];
    char text[64] = "";
    FILE* file;
    snprintf(path, sizeof path, "/sys/class/u-dma-buf/%s/%s", buffer, name);
    file = fopen(path, "r");
    if (!file) {
        perror(path);
        return 0;
    }
    if (!fgets(text, sizeof text, file))
        text[0] = '\0';
    fclose(file);
    return strtoull(text, NULL, 0);
}

/* Tells UIO that the next interrupt is wanted. */
static int unmask(int file) {
    const uint32_t one = 1;
    return write(file, &one, sizeof one) == (ssize_t)sizeof one ? 0 : -1;
}

int platform_open(struct platform* p, int count, char** arguments) {
    const char* ip = count > 0 ? arguments[0] : "/dev/uio0";
    const char* dma = count > 1 ? arguments[1] : "/dev/uio1";
    const char* buffer = count > 2 ? arguments[2] : "udmabuf0";
    char path[128];
    void* ip_place;
    void* dma_place;
    void* memory;
    int dma_file;
    int memory_file;
    const size_t bytes = (size_t)attribute(buffer, "size");
    const uint64_t address = attribute(buffer, "phys_addr");
    if (bytes == 0 || address == 0)
        return -1;
    snprintf(path, sizeof path, "/dev/%s", buffer);
    ip_place = map(ip, IP_BYTES, &p->irq);
    dma_place = map(dma, DMA_BYTES, &dma_file);
    memory = map(path, bytes, &memory_file);
    if (ip_place == MAP_FAILED || dma_place == MAP_FAILED || memory == MAP_FAILED)
        return -1;
    p->ip = (uintptr_t)ip_place;
    p->dma = (uintptr_t)dma_place;
    p->to.data = memory;
    p->to.address = address;
    p->to.bytes = bytes / 2;
    p->from.data = p->to.data + bytes / 2;
    p->from.address = address + bytes / 2;
    p->from.bytes = bytes / 2;
    return unmask(p->irq);
}

int platform_wait(void* platform) {
    struct platform* p = platform;
    struct pollfd wanted;
    uint32_t interrupts;
    wanted.fd = p->irq;
    wanted.events = POLLIN;
    wanted.revents = 0;
    if (poll(&wanted, 1, PATIENCE_MS) < 0)
        return SLUICE_TIMEOUT;
    if ((wanted.revents & POLLIN) == 0)
        return SLUICE_TIMEOUT;
    if (read(p->irq, &interrupts, sizeof interrupts) != (ssize_t)sizeof interrupts)
        return SLUICE_TIMEOUT;
    sluice_irq_take(p->ip);
    return unmask(p->irq) == 0 ? SLUICE_OK : SLUICE_TIMEOUT;
}

void platform_close(struct platform* p) {
    sluice_irq_enable(p->ip, 0);
    close(p->irq);
}
