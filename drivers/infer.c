/* SPDX-License-Identifier: Apache-2.0 */
/* Frames through the IP, from user space:
 *
 *     infer FRAMES.bin RESULTS.bin [what platform_open takes]
 *
 * FRAMES holds floats, frame after frame, as the model takes them; RESULTS gets floats as the model
 * gives them. Build with the design's header in DESIGN_HEADER and its name in DESIGN:
 *
 *     cc -std=c99 -DDESIGN=digits -DDESIGN_HEADER='"digits.h"' infer.c linux.c -o infer */
#include <stdio.h>
#include <stdlib.h>

#include "platform.h"

#include DESIGN_HEADER

#define JOINED_AGAIN(a, b) a##b
#define JOINED(a, b) JOINED_AGAIN(a, b)

static const struct sluice_stream* const input = &JOINED(DESIGN, _inputs)[0];
static const struct sluice_stream* const output = &JOINED(DESIGN, _outputs)[0];

static int run(struct platform* p, FILE* frames, FILE* results) {
    const size_t in_count = sluice_elements(input);
    const size_t out_count = sluice_elements(output);
    float* values = malloc(in_count * sizeof *values);
    float* answers = malloc(out_count * sizeof *answers);
    int status = values && answers ? SLUICE_OK : SLUICE_NO_ROOM;
    unsigned count = 0;
    while (status == SLUICE_OK && fread(values, sizeof *values, in_count, frames) == in_count) {
        status = sluice_infer(p->dma, input, output, &p->to, &p->from, values, answers,
                              platform_wait, p);
        if (status == SLUICE_OK && fwrite(answers, sizeof *answers, out_count, results) == out_count)
            ++count;
    }
    free(values);
    free(answers);
    printf("%u frames, the IP counts %u in and %u out\n", count,
           (unsigned)sluice_read(p->ip, SLUICE_FRAMES_IN(0)),
           (unsigned)sluice_read(p->ip, SLUICE_FRAMES_OUT(0)));
    return status;
}

int main(int argc, char** argv) {
    struct platform p;
    FILE* frames;
    FILE* results;
    int status;
    if (argc < 3) {
        fprintf(stderr, "infer FRAMES.bin RESULTS.bin [DEVICES]\n");
        return 2;
    }
    frames = fopen(argv[1], "rb");
    results = fopen(argv[2], "wb");
    if (!frames || !results || platform_open(&p, argc - 3, argv + 3) != 0) {
        fprintf(stderr, "infer: the files or the devices cannot be opened\n");
        return 2;
    }
    status = sluice_check(p.ip, JOINED(DESIGN, _hash));
    if (status == SLUICE_OK)
        status = sluice_dma_reset(p.dma);
    if (status == SLUICE_OK)
        status = sluice_soft_reset(p.ip);
    if (status == SLUICE_OK) {
        sluice_irq_enable(p.ip, SLUICE_IRQ_ENABLE_OUTPUTS_MASK);
        status = run(&p, frames, results);
    }
    if (status != SLUICE_OK)
        fprintf(stderr, "infer: status %d, see enum sluice_status\n", status);
    platform_close(&p);
    fclose(frames);
    return fclose(results) == 0 && status == SLUICE_OK ? 0 : 1;
}
