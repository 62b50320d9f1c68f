/* SPDX-License-Identifier: Apache-2.0 */
/* Driver of an IP made by Sluice, C99, header only, without a C library but <stdint.h>.
 *
 * Frames of floats in the model's own layout become the beats of an AXI4-Stream in memory, and back;
 * the registers of --control axi-lite are read and written. <design>.h describes the streams.
 * Registers are accessed through SLUICE_READ32 and SLUICE_WRITE32, which may be defined before. */
#ifndef SLUICE_H
#define SLUICE_H

#include <stddef.h>
#include <stdint.h>

#include "sluice_registers.h"

#ifndef SLUICE_READ32
#define SLUICE_READ32(address) (*(volatile const uint32_t*)(address))
#endif
#ifndef SLUICE_WRITE32
#define SLUICE_WRITE32(address, value) (*(volatile uint32_t*)(address) = (value))
#endif

enum sluice_status {
    SLUICE_OK = 0,
    SLUICE_NO_IP = -1,      /* there is no such IP at the address */
    SLUICE_OTHER_IP = -2,   /* its network is another */
    SLUICE_TIMEOUT = -3,    /* it did not answer in the polls allowed */
    SLUICE_DMA_ERROR = -4,  /* the DMA reports an error: see its status register */
    SLUICE_NO_ROOM = -5     /* a buffer is too small */
};

/* A stream of the IP. real = (integer - zero_point) * scale. A frame is height rows of
 * ceil(width / pixels) groups of ceil(channels / lanes) beats. */
struct sluice_stream {
    const char* name;
    uint32_t height, width, channels;
    uint32_t lanes, pixels, lane_bits; /* of a beat; channel c of pixel p is element c * pixels + p */
    uint32_t beat_bytes;               /* TDATA */
    int channels_first;                /* the model's layout: CHW, else HWC */
    float scale;
    int32_t zero_point;
};

static inline size_t sluice_elements(const struct sluice_stream* s) {
    return (size_t)s->height * s->width * s->channels;
}

static inline size_t sluice_groups_per_row(const struct sluice_stream* s) {
    return (s->width + s->pixels - 1) / s->pixels;
}

static inline size_t sluice_beats(const struct sluice_stream* s) {
    return s->height * sluice_groups_per_row(s) * ((s->channels + s->lanes - 1) / s->lanes);
}

/* Bytes of a frame as beats, one after the other: what a DMA moves. */
static inline size_t sluice_frame_bytes(const struct sluice_stream* s) {
    return sluice_beats(s) * s->beat_bytes;
}

/* saturate(round_half_to_even(x / scale) + zero_point); NaN is the zero point. */
static inline int32_t sluice_quantize(const struct sluice_stream* s, float x) {
    const int32_t high = (int32_t)((1u << (s->lane_bits - 1)) - 1);
    const int32_t low = -high - 1;
    const float limit = 1048576.0f; /* beyond every range, and exact as an integer */
    float q = x / s->scale;
    float rest;
    int32_t whole;
    if (q != q)
        return s->zero_point;
    if (q > limit)
        q = limit;
    if (q < -limit)
        q = -limit;
    whole = (int32_t)q; /* towards zero */
    rest = q - (float)whole;
    if (rest > 0.5f || (rest == 0.5f && whole % 2 != 0))
        ++whole;
    if (rest < -0.5f || (rest == -0.5f && whole % 2 != 0))
        --whole;
    whole += s->zero_point;
    return whole < low ? low : whole > high ? high : whole;
}

static inline float sluice_dequantize(const struct sluice_stream* s, int32_t q) {
    return (float)(q - s->zero_point) * s->scale;
}

/* Where element `element` of beat `beat` of a frame lies in the model's layout; the number of the
 * frame's elements for padding. */
static inline size_t sluice_index(const struct sluice_stream* s, size_t beat, uint32_t element) {
    const size_t parts = (s->channels + s->lanes - 1) / s->lanes;
    const size_t group = beat / parts;
    const size_t channel = beat % parts * s->lanes + element / s->pixels;
    const size_t y = group / sluice_groups_per_row(s);
    const size_t x = group % sluice_groups_per_row(s) * s->pixels + element % s->pixels;
    if (channel >= s->channels || x >= s->width)
        return sluice_elements(s);
    return s->channels_first ? (channel * s->height + y) * s->width + x
                             : (y * s->width + x) * s->channels + channel;
}

static inline void sluice_put(const struct sluice_stream* s, uint8_t* beat, uint32_t element,
                              int32_t value) {
    uint32_t bit;
    for (bit = 0; bit < s->lane_bits; ++bit) {
        const uint32_t at = element * s->lane_bits + bit;
        if (((uint32_t)value >> bit) & 1u)
            beat[at / 8] = (uint8_t)(beat[at / 8] | (1u << (at % 8)));
    }
}

static inline int32_t sluice_get(const struct sluice_stream* s, const uint8_t* beat,
                                 uint32_t element) {
    const uint32_t sign = 1u << (s->lane_bits - 1);
    uint32_t value = 0;
    uint32_t bit;
    for (bit = 0; bit < s->lane_bits; ++bit) {
        const uint32_t at = element * s->lane_bits + bit;
        value |= (uint32_t)((beat[at / 8] >> (at % 8)) & 1u) << bit;
    }
    return (int32_t)(value & (sign - 1)) - (int32_t)(value & sign);
}

/* A frame of the model's input to beats: sluice_frame_bytes() bytes. */
static inline void sluice_pack(const struct sluice_stream* s, const float* values, uint8_t* frame) {
    size_t beat;
    uint32_t element;
    for (beat = 0; beat < sluice_beats(s); ++beat, frame += s->beat_bytes) {
        for (element = 0; element < s->beat_bytes; ++element)
            frame[element] = 0;
        for (element = 0; element < s->lanes * s->pixels; ++element) {
            const size_t index = sluice_index(s, beat, element);
            if (index < sluice_elements(s))
                sluice_put(s, frame, element, sluice_quantize(s, values[index]));
        }
    }
}

/* Beats to a frame of the model's output, as integers or as floats; either may be null. */
static inline void sluice_unpack(const struct sluice_stream* s, const uint8_t* frame,
                                 int16_t* integers, float* values) {
    size_t beat;
    uint32_t element;
    for (beat = 0; beat < sluice_beats(s); ++beat, frame += s->beat_bytes)
        for (element = 0; element < s->lanes * s->pixels; ++element) {
            const size_t index = sluice_index(s, beat, element);
            if (index >= sluice_elements(s))
                continue;
            if (integers)
                integers[index] = (int16_t)sluice_get(s, frame, element);
            if (values)
                values[index] = sluice_dequantize(s, sluice_get(s, frame, element));
        }
}

/* The registers, at `base`. */

static inline uint32_t sluice_read(uintptr_t base, uint32_t offset) {
    return SLUICE_READ32(base + offset);
}

static inline void sluice_write(uintptr_t base, uint32_t offset, uint32_t value) {
    SLUICE_WRITE32(base + offset, value);
}

/* Whether the IP of this network is there. */
static inline int sluice_check(uintptr_t base, uint64_t hash) {
    if (sluice_read(base, SLUICE_ID) != SLUICE_ID_VALUE)
        return SLUICE_NO_IP;
    if (sluice_read(base, SLUICE_HASH_LOW) != (uint32_t)hash ||
        sluice_read(base, SLUICE_HASH_HIGH) != (uint32_t)(hash >> 32))
        return SLUICE_OTHER_IP;
    return SLUICE_OK;
}

/* Forgets all frames under way. The DMA must be stopped. */
static inline int sluice_soft_reset(uintptr_t base) {
    int polls;
    sluice_write(base, SLUICE_CONTROL, SLUICE_CONTROL_SOFT_RESET_MASK);
    for (polls = 0; polls < 1000; ++polls)
        if ((sluice_read(base, SLUICE_STATUS) & SLUICE_STATUS_RESETTING_MASK) == 0)
            return SLUICE_OK;
    return SLUICE_TIMEOUT;
}

/* Raises irq for every frame that an output has given, and for every misplaced TLAST. */
static inline void sluice_irq_enable(uintptr_t base, uint32_t mask) {
    sluice_write(base, SLUICE_IRQ_ENABLE, mask);
}

/* What is pending, which then is no longer: call it in the interrupt, or to poll. */
static inline uint32_t sluice_irq_take(uintptr_t base) {
    const uint32_t pending = sluice_read(base, SLUICE_IRQ_PENDING);
    if (pending != 0)
        sluice_write(base, SLUICE_IRQ_PENDING, pending);
    return pending;
}

#endif
