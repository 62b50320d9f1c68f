/* SPDX-License-Identifier: Apache-2.0 */
/* Frames through AMD's AXI DMA in direct register mode (PG021), without scatter-gather.
 *
 * Its streams are as wide as the IP's TDATA, or an AXI4-Stream width converter stands between. The
 * length register must hold a frame (the default of 14 bits holds 16 KiB). */
#ifndef SLUICE_AXI_DMA_H
#define SLUICE_AXI_DMA_H

#include "sluice.h"

#define SLUICE_DMA_MM2S 0x00u /* memory to stream */
#define SLUICE_DMA_S2MM 0x30u /* stream to memory */
#define SLUICE_DMA_CONTROL 0x00u
#define SLUICE_DMA_STATUS 0x04u
#define SLUICE_DMA_ADDRESS 0x18u
#define SLUICE_DMA_ADDRESS_HIGH 0x1cu
#define SLUICE_DMA_LENGTH 0x28u

#define SLUICE_DMA_RUN 0x1u
#define SLUICE_DMA_RESET 0x4u
#define SLUICE_DMA_IRQ_DONE 0x1000u /* in control: enables; in status: pending, 1 clears */
#define SLUICE_DMA_IDLE 0x2u
#define SLUICE_DMA_ERRORS 0x0770u

/* Memory that the DMA sees at `address` and the processor at `data`. Between the two the caller
 * keeps caches in step, where there are any: SLUICE_TO_DEVICE and SLUICE_FROM_DEVICE. */
struct sluice_buffer {
    uint8_t* data;
    uint64_t address;
    size_t bytes;
};

#ifndef SLUICE_TO_DEVICE
#define SLUICE_TO_DEVICE(data, bytes) ((void)(data), (void)(bytes))
#endif
#ifndef SLUICE_FROM_DEVICE
#define SLUICE_FROM_DEVICE(data, bytes) ((void)(data), (void)(bytes))
#endif

static inline int sluice_dma_reset(uintptr_t dma) {
    int polls;
    SLUICE_WRITE32(dma + SLUICE_DMA_MM2S + SLUICE_DMA_CONTROL, SLUICE_DMA_RESET); /* of both */
    for (polls = 0; polls < 1000; ++polls)
        if ((SLUICE_READ32(dma + SLUICE_DMA_MM2S + SLUICE_DMA_CONTROL) & SLUICE_DMA_RESET) == 0)
            return SLUICE_OK;
    return SLUICE_TIMEOUT;
}

/* Starts the channel SLUICE_DMA_MM2S or SLUICE_DMA_S2MM on one frame. */
static inline void sluice_dma_start(uintptr_t dma, uint32_t channel, uint64_t address,
                                    size_t bytes) {
    SLUICE_WRITE32(dma + channel + SLUICE_DMA_CONTROL, SLUICE_DMA_RUN | SLUICE_DMA_IRQ_DONE);
    SLUICE_WRITE32(dma + channel + SLUICE_DMA_ADDRESS, (uint32_t)address);
    SLUICE_WRITE32(dma + channel + SLUICE_DMA_ADDRESS_HIGH, (uint32_t)(address >> 32));
    SLUICE_WRITE32(dma + channel + SLUICE_DMA_LENGTH, (uint32_t)bytes);
}

/* 1 when the frame has passed (and the interrupt is taken back), 0 while it has not. */
static inline int sluice_dma_done(uintptr_t dma, uint32_t channel) {
    const uint32_t status = SLUICE_READ32(dma + channel + SLUICE_DMA_STATUS);
    if ((status & SLUICE_DMA_ERRORS) != 0)
        return SLUICE_DMA_ERROR;
    if ((status & SLUICE_DMA_IDLE) == 0)
        return 0;
    SLUICE_WRITE32(dma + channel + SLUICE_DMA_STATUS, SLUICE_DMA_IRQ_DONE);
    return 1;
}

/* How often the DMA is looked at before it counts as stuck. */
#ifndef SLUICE_DMA_POLLS
#define SLUICE_DMA_POLLS 10000000ul
#endif

/* One frame of a network with one input and one output: floats in, floats out. `wait` returns with
 * SLUICE_OK when the IP has interrupted, which is when the last beat has left it and the DMA is about
 * to be done; without it (null) the DMA is polled from the start. */
static inline int sluice_infer(uintptr_t dma, const struct sluice_stream* input,
                               const struct sluice_stream* output, struct sluice_buffer* to,
                               struct sluice_buffer* from, const float* values, float* results,
                               int (*wait)(void*), void* context) {
    const size_t in_bytes = sluice_frame_bytes(input);
    const size_t out_bytes = sluice_frame_bytes(output);
    int sent = 0;
    int received = 0;
    unsigned long polls;
    int status;
    if (to->bytes < in_bytes || from->bytes < out_bytes)
        return SLUICE_NO_ROOM;
    sluice_pack(input, values, to->data);
    SLUICE_TO_DEVICE(to->data, in_bytes);
    sluice_dma_start(dma, SLUICE_DMA_S2MM, from->address, out_bytes);
    sluice_dma_start(dma, SLUICE_DMA_MM2S, to->address, in_bytes);
    status = wait ? wait(context) : SLUICE_OK;
    if (status != SLUICE_OK)
        return status;
    for (polls = 0; sent == 0 || received == 0; ++polls) {
        if (polls == SLUICE_DMA_POLLS)
            return SLUICE_TIMEOUT;
        if (sent == 0)
            sent = sluice_dma_done(dma, SLUICE_DMA_MM2S);
        if (received == 0)
            received = sluice_dma_done(dma, SLUICE_DMA_S2MM);
        if (sent < 0 || received < 0)
            return SLUICE_DMA_ERROR;
    }
    SLUICE_FROM_DEVICE(from->data, out_bytes);
    sluice_unpack(output, from->data, NULL, results);
    return SLUICE_OK;
}

#endif
