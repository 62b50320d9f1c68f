// SPDX-License-Identifier: Apache-2.0
// A system in which drivers/infer.c runs: the Verilated IP on a bus, an AXI DMA in C++ beside it,
// and memory that both share. Every register access passes through cycles of the clock.
//   -include shim.h -include <design>.h -DDESIGN=<design> -DIN=s_axis_<input> -DOUT=m_axis_<output>
// Words after the files: "poll" (no interrupts), "dma_error" (the DMA fails).
#include "shim.h"

#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "Vip.h"

extern "C" {
#include "platform.h"
}

#define JOIN(a, b) a##b
#define PORT(stream, signal) JOIN(stream, signal)
#define STREAM(design, side) JOIN(design, side)

namespace {

constexpr std::uintptr_t kIp = 0x40000000, kDma = 0x41000000;
constexpr std::size_t kBuffer = 1 << 20;

struct Channel {
    std::uint32_t control = 0, status = SLUICE_DMA_IDLE, low = 0, high = 0;
    std::uint8_t* at = nullptr;
    std::size_t left = 0;

    void start(std::uint32_t length) {
        at = reinterpret_cast<std::uint8_t*>((std::uintptr_t{high} << 32) | low);
        left = length;
        status &= ~SLUICE_DMA_IDLE;
    }
    void finish() {
        left = 0;
        status |= SLUICE_DMA_IDLE | SLUICE_DMA_IRQ_DONE;
    }
};

Vip top;
Channel mm2s, s2mm;
std::vector<std::uint8_t> memory(2 * kBuffer);
std::mt19937 noise(1);
bool polled = false, broken = false;

bool chance() {
    return noise() % 4 != 0;
}

// One cycle of the clock, and of both channels of the DMA.
void cycle() {
    const std::size_t in_bytes = STREAM(DESIGN, _inputs)[0].beat_bytes;
    const std::size_t out_bytes = STREAM(DESIGN, _outputs)[0].beat_bytes;
    if (!top.PORT(IN, _tvalid) && mm2s.left > 0 && chance()) {
        std::memcpy(&top.PORT(IN, _tdata), mm2s.at, in_bytes);
        top.PORT(IN, _tvalid) = 1;
        top.PORT(IN, _tlast) = mm2s.left <= in_bytes;
    }
    top.PORT(OUT, _tready) = s2mm.left > 0 && chance();
    top.aclk = 0;
    top.eval();
    const bool sent = top.PORT(IN, _tvalid) && top.PORT(IN, _tready);
    if (top.PORT(OUT, _tvalid) && top.PORT(OUT, _tready)) {
        std::memcpy(s2mm.at, &top.PORT(OUT, _tdata), out_bytes);
        s2mm.at += out_bytes;
        s2mm.left -= out_bytes;
        if (broken || (s2mm.left == 0) != top.PORT(OUT, _tlast))
            s2mm.status |= 0x10; // more or fewer bytes than were asked for
        if (top.PORT(OUT, _tlast))
            s2mm.finish();
    }
    top.aclk = 1;
    top.eval();
    if (!sent)
        return;
    top.PORT(IN, _tvalid) = 0;
    mm2s.at += in_bytes;
    mm2s.left -= in_bytes;
    if (mm2s.left == 0)
        mm2s.finish();
}

std::uint32_t read_ip(std::uint32_t offset) {
    top.s_axil_araddr = static_cast<std::uint16_t>(offset);
    top.s_axil_arvalid = 1;
    top.s_axil_rready = 1;
    for (bool accepted = false;; accepted = true) {
        while (!accepted && !top.s_axil_arready)
            cycle();
        cycle();
        top.s_axil_arvalid = 0;
        if (top.s_axil_rvalid)
            break;
    }
    const std::uint32_t value = top.s_axil_rdata;
    if (top.s_axil_rresp != 0)
        std::printf("shim: a bad read at %u\n", offset);
    cycle();
    top.s_axil_rready = 0;
    return value;
}

void write_ip(std::uint32_t offset, std::uint32_t value) {
    top.s_axil_awaddr = static_cast<std::uint16_t>(offset);
    top.s_axil_wdata = value;
    top.s_axil_wstrb = 15;
    top.s_axil_awvalid = top.s_axil_wvalid = 1; // both are ready when no write is under way
    cycle();
    top.s_axil_awvalid = top.s_axil_wvalid = 0;
    while (!top.s_axil_bvalid)
        cycle();
    if (top.s_axil_bresp != 0)
        std::printf("shim: a bad write at %u\n", offset);
    top.s_axil_bready = 1;
    cycle();
    top.s_axil_bready = 0;
}

Channel& channel_at(std::uint32_t offset) {
    return offset < SLUICE_DMA_S2MM ? mm2s : s2mm;
}

} // namespace

std::uint32_t shim_read32(std::uintptr_t address) {
    if (address < kDma)
        return read_ip(static_cast<std::uint32_t>(address - kIp));
    cycle();
    const auto offset = static_cast<std::uint32_t>(address - kDma);
    const Channel& channel = channel_at(offset);
    switch (offset % SLUICE_DMA_S2MM) {
    case SLUICE_DMA_CONTROL:
        return channel.control;
    case SLUICE_DMA_STATUS:
        return channel.status;
    default:
        return 0;
    }
}

void shim_write32(std::uintptr_t address, std::uint32_t value) {
    if (address < kDma)
        return write_ip(static_cast<std::uint32_t>(address - kIp), value);
    cycle();
    const auto offset = static_cast<std::uint32_t>(address - kDma);
    Channel& channel = channel_at(offset);
    switch (offset % SLUICE_DMA_S2MM) {
    case SLUICE_DMA_CONTROL:
        if ((value & SLUICE_DMA_RESET) != 0)
            mm2s = s2mm = Channel();
        else
            channel.control = value;
        break;
    case SLUICE_DMA_STATUS:
        channel.status &= ~(value & SLUICE_DMA_IRQ_DONE);
        break;
    case SLUICE_DMA_ADDRESS:
        channel.low = value;
        break;
    case SLUICE_DMA_ADDRESS_HIGH:
        channel.high = value;
        break;
    case SLUICE_DMA_LENGTH:
        if ((channel.control & SLUICE_DMA_RUN) != 0)
            channel.start(value);
        break;
    default:
        break;
    }
}

int platform_open(platform* p, int count, char** arguments) {
    for (int i = 0; i < count; ++i) {
        polled |= arguments[i] == std::string("poll");
        broken |= arguments[i] == std::string("dma_error");
    }
    p->ip = kIp;
    p->dma = kDma;
    p->to = {memory.data(), reinterpret_cast<std::uintptr_t>(memory.data()), kBuffer};
    p->from = {memory.data() + kBuffer, p->to.address + kBuffer, kBuffer};
    top.aresetn = 0;
    for (int i = 0; i < 8; ++i)
        cycle();
    top.aresetn = 1;
    cycle();
    return 0;
}

int platform_wait(void* place) {
    if (polled)
        return SLUICE_OK;
    for (int i = 0; i < 1000000; ++i) {
        if (top.irq) {
            sluice_irq_take(static_cast<platform*>(place)->ip);
            return SLUICE_OK;
        }
        cycle();
    }
    return SLUICE_TIMEOUT;
}

void platform_close(platform*) {
    top.final();
}
