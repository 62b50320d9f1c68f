// SPDX-License-Identifier: Apache-2.0
// The registers of --control axi-lite against what the bench counts itself.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "axil.h"
#include "sluice_registers.h"
#include "stream.h"

namespace harness {

// A FIFO's handshakes.
struct FifoTap {
    const char* name;
    std::uint8_t* push;
    std::uint8_t* pop;
};

// What the registers must say of the design.
struct ControlFacts {
    std::uint32_t version;
    std::uint64_t hash;
    std::size_t inputs, outputs;
};

// Accesses registers at random while frames run, and all of them before and after. `failure` says
// what is wrong, empty where nothing is.
class Control {
public:
    Control(const Bus& bus, ControlFacts facts, std::vector<Stream> layers,
            std::vector<FifoTap> fifos, std::uint64_t seed)
        : bus_(bus), facts_(facts), layers_(std::move(layers)), fifos_(std::move(fifos)),
          master_(bus, seed), random_(seed + 1), blocked_(layers_.size()), idle_(layers_.size()),
          fill_(fifos_.size()), high_(fifos_.size()) {}

    std::string failure() const { return failure_.empty() ? master_.flaw() : failure_; }

    // The three of every cycle; `background` adds accesses of its own.
    void drive(bool background) {
        if (background && !master_.reading() && random_.chance(0.5))
            random_read();
        if (background && !master_.writing() && random_.chance(0.2))
            random_write();
        master_.drive();
    }
    void observe() {
        const bool reading = master_.reading(), writing = master_.writing();
        master_.observe();
        if (writing && !master_.writing())
            written();
        if (reading && !master_.reading())
            was_read();
        ++read_cycles_;
        count();
    }
    void step() { master_.step(); }

    // Runs `cycle` until a frame cut short has been reset away. `offer` puts noise on the inputs.
    template <class Cycle, class Offer>
    void reset_amid_a_frame(Cycle cycle, Offer offer, const std::vector<Stream>& inputs) {
        for (int i = 0; i < 300; ++i) {
            offer();
            cycle();
        }
        if (fetch(cycle, SLUICE_IRQ_PENDING) >> 16 == 0)
            fail("TLAST at random was not noted");
        master_.write(SLUICE_CONTROL, SLUICE_CONTROL_SOFT_RESET_MASK);
        int resetting = 0;
        for (int i = 0; i < 100; ++i) {
            offer();
            cycle();
            resetting += !*bus_.counting;
            for (const Stream& input : inputs)
                if (!*bus_.counting && *input.ready)
                    fail("an input takes beats during a soft reset");
        }
        if (resetting != 16)
            fail("the soft reset takes " + std::to_string(resetting) + " cycles, not 16");
        // What was offered after it is no whole frame: reset once more, now without beats.
        for (const Stream& input : inputs)
            *input.valid = 0;
        write(cycle, SLUICE_CONTROL, SLUICE_CONTROL_SOFT_RESET_MASK);
        for (int i = 0; fetch(cycle, SLUICE_STATUS) != 0 && failure().empty(); ++i)
            if (i == 100)
                return fail("the soft reset does not end");
        expect(cycle, SLUICE_IRQ_PENDING, 0, "IRQ_PENDING after a soft reset");
        frames(cycle, 0);
    }

    // After the last frame: everything is compared.
    template <class Cycle> void finish(Cycle cycle, std::int64_t frames_run) {
        while (master_.reading() || master_.writing())
            cycle();
        write(cycle, SLUICE_CONTROL, SLUICE_CONTROL_FREEZE_MASK);
        frames(cycle, static_cast<std::uint32_t>(frames_run));
        meters(cycle, "");
        constants(cycle);
        expect(cycle, SLUICE_IRQ_ENABLE, enable_, "IRQ_ENABLE");
        interrupts(cycle);
        write(cycle, SLUICE_CONTROL, SLUICE_CONTROL_FREEZE_MASK | SLUICE_CONTROL_CLEAR_MASK);
        meters(cycle, " after CLEAR");
        expect(cycle, SLUICE_CYCLES, 0, "CYCLES after CLEAR");
    }

private:
    std::uint32_t enable_mask() const {
        return ((1u << facts_.outputs) - 1) | ((1u << facts_.inputs) - 1) << 16;
    }

    void fail(const std::string& text) {
        if (failure_.empty())
            failure_ = "control registers: " + text;
    }

    // The meters count while the core runs, and a reset of the core is one of theirs. What each
    // should hold, by the definitions of docs/packaging.md.
    void count() {
        const bool resets = *bus_.resetting;
        const bool counts = *bus_.counting;
        const bool restarts = *bus_.restarting || resets;
        steady_ = counts || restarts ? 0 : steady_ + 1;
        cycles_ = restarts ? 0 : cycles_ + counts;
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            const bool valid = *layers_[i].valid, ready = *layers_[i].ready;
            blocked_[i] = restarts ? 0 : blocked_[i] + (counts && valid && !ready);
            idle_[i] = restarts ? 0 : idle_[i] + (counts && !valid && ready);
        }
        for (std::size_t i = 0; i < fifos_.size(); ++i) {
            fill_[i] += *fifos_[i].push;
            fill_[i] -= *fifos_[i].pop;
            if (resets)
                fill_[i] = 0;
            if (restarts || (counts && fill_[i] > high_[i]))
                high_[i] = fill_[i];
        }
    }

    bool readable(std::uint32_t address) const {
        const std::uint32_t word = address / 4;
        if (word < 0x400)
            return word < 12 || (word >= 16 && word < 16 + facts_.inputs) ||
                   (word >= 32 && word < 32 + facts_.outputs);
        if (word < 0x800)
            return word - 0x400 < 2 * layers_.size();
        return word >= 0x800 && word - 0x800 < fifos_.size();
    }
    static bool writable(std::uint32_t address) {
        return address == SLUICE_CONTROL || address == SLUICE_IRQ_ENABLE ||
               address == SLUICE_IRQ_PENDING;
    }

    // What a register that counts holds; `other` of the rest.
    std::uint32_t counted(std::uint32_t address, std::uint32_t other) const {
        const std::size_t word = address / 4 % 1024;
        if (address == SLUICE_CYCLES)
            return cycles_;
        if (address / 4096 == 1 && word < 2 * layers_.size())
            return word % 2 == 0 ? blocked_[word / 2] : idle_[word / 2];
        if (address / 4096 == 2 && word < fifos_.size())
            return high_[word];
        return other;
    }

    // Half of the reads are of meters.
    void random_read() {
        const std::uint32_t region = random_.next() & 3;
        const std::uint32_t word = random_.next() % (random_.chance(0.5) ? 64 : 1024);
        const std::uint32_t place = random_.next();
        read_cycles_ = 0;
        if (random_.chance(0.5))
            master_.read(region << 12 | word << 2);
        else if (place % 4 == 0 && !fifos_.empty())
            master_.read(SLUICE_FIFO_HIGH_WATER(place / 4 % fifos_.size()));
        else
            master_.read(SLUICE_LAYER_BLOCKED(0) +
                         place / 4 % (2 * static_cast<std::uint32_t>(layers_.size())) * 4);
    }
    // Freezes often, and clears a few times soon after the start, so that the meters have something
    // to show at the end.
    void random_write() {
        const std::uint32_t choice = random_.next() % 8;
        const int strobes = static_cast<int>(random_.next() & 15);
        if (choice < 3) {
            const bool clear = clears_left_ > 0 && random_.chance(0.3);
            clears_left_ -= clear;
            master_.write(SLUICE_CONTROL,
                          (random_.next() & SLUICE_CONTROL_FREEZE_MASK) |
                              (clear ? SLUICE_CONTROL_CLEAR_MASK : 0u),
                          strobes);
        } else if (choice < 6)
            master_.write(SLUICE_IRQ_ENABLE, random_.next(), strobes);
        else if (const std::uint32_t address = random_.next() & 0x3ffc; !writable(address))
            master_.write(address, random_.next(), strobes);
    }

    void written() {
        if ((master_.write_response() == 0) != writable(master_.write_address()) ||
            master_.write_response() % 2 != 0)
            fail("write of " + std::to_string(master_.write_address()) + " answers " +
                 std::to_string(master_.write_response()));
        if (master_.write_address() != SLUICE_IRQ_ENABLE)
            return;
        for (int byte = 0; byte < 4; ++byte)
            if (master_.strobes() >> byte & 1) {
                const std::uint32_t mask = 255u << (8 * byte) & enable_mask();
                enable_ = (enable_ & ~mask) | (master_.write_data() & mask);
            }
    }
    void was_read() {
        if ((master_.read_response() == 0) != readable(master_.read_address()) ||
            master_.read_response() % 2 != 0)
            fail("read of " + std::to_string(master_.read_address()) + " answers " +
                 std::to_string(master_.read_response()));
        // Where nothing has counted since the read began, its value is known.
        const std::uint32_t is = counted(master_.read_address(), master_.data());
        if (steady_ > read_cycles_ && master_.data() != is)
            fail("the word at " + std::to_string(master_.read_address()) + " is " +
                 std::to_string(master_.data()) + ", not " + std::to_string(is));
    }

    template <class Cycle> void write(Cycle cycle, std::uint32_t address, std::uint32_t data) {
        master_.write(address, data);
        while (master_.writing() && failure().empty())
            cycle();
    }
    template <class Cycle> std::uint32_t fetch(Cycle cycle, std::uint32_t address) {
        master_.read(address);
        while (master_.reading() && failure().empty())
            cycle();
        return master_.data();
    }
    template <class Cycle>
    void expect(Cycle cycle, std::uint32_t address, std::uint32_t value, const std::string& name) {
        const std::uint32_t is = fetch(cycle, address);
        if (is != value)
            fail(name + " is " + std::to_string(is) + ", not " + std::to_string(value));
    }

    template <class Cycle> void frames(Cycle cycle, std::uint32_t count) {
        for (std::size_t i = 0; i < facts_.inputs; ++i)
            expect(cycle, SLUICE_FRAMES_IN(i), count, "FRAMES_IN " + std::to_string(i));
        for (std::size_t i = 0; i < facts_.outputs; ++i)
            expect(cycle, SLUICE_FRAMES_OUT(i), count, "FRAMES_OUT " + std::to_string(i));
    }
    template <class Cycle> void meters(Cycle cycle, const std::string& when) {
        expect(cycle, SLUICE_CYCLES, cycles_, "CYCLES" + when);
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            const std::string name = layers_[i].name + when;
            expect(cycle, SLUICE_LAYER_BLOCKED(i), blocked_[i], "LAYER_BLOCKED of " + name);
            expect(cycle, SLUICE_LAYER_IDLE(i), idle_[i], "LAYER_IDLE of " + name);
        }
        for (std::size_t i = 0; i < fifos_.size(); ++i)
            expect(cycle, SLUICE_FIFO_HIGH_WATER(i), high_[i],
                   std::string("FIFO_HIGH_WATER of ") + fifos_[i].name + when);
    }
    template <class Cycle> void constants(Cycle cycle) {
        expect(cycle, SLUICE_ID, SLUICE_ID_VALUE, "ID");
        expect(cycle, SLUICE_VERSION, facts_.version, "VERSION");
        expect(cycle, SLUICE_HASH_LOW, static_cast<std::uint32_t>(facts_.hash), "HASH_LOW");
        expect(cycle, SLUICE_HASH_HIGH, static_cast<std::uint32_t>(facts_.hash >> 32), "HASH_HIGH");
        expect(cycle, SLUICE_STATUS, 0, "STATUS");
        expect(cycle, SLUICE_CONTROL, SLUICE_CONTROL_FREEZE_MASK, "CONTROL");
        expect(cycle, SLUICE_STREAMS,
               static_cast<std::uint32_t>(facts_.inputs | facts_.outputs << 16), "STREAMS");
        expect(cycle, SLUICE_LAYERS, static_cast<std::uint32_t>(layers_.size()), "LAYERS");
        expect(cycle, SLUICE_FIFOS, static_cast<std::uint32_t>(fifos_.size()), "FIFOS");
    }
    template <class Cycle> void interrupts(Cycle cycle) {
        const std::uint32_t outputs = (1u << facts_.outputs) - 1;
        expect(cycle, SLUICE_IRQ_PENDING, outputs, "IRQ_PENDING");
        if (*bus_.irq != ((enable_ & outputs) != 0))
            fail("irq is not what is pending and enabled");
        write(cycle, SLUICE_IRQ_ENABLE, outputs);
        for (int i = 0; i < 4; ++i)
            cycle();
        if (!*bus_.irq)
            fail("irq stays low");
        write(cycle, SLUICE_IRQ_PENDING, outputs);
        expect(cycle, SLUICE_IRQ_PENDING, 0, "IRQ_PENDING after it was cleared");
        if (*bus_.irq)
            fail("irq stays high");
    }

    Bus bus_;
    ControlFacts facts_;
    std::vector<Stream> layers_;
    std::vector<FifoTap> fifos_;
    Master master_;
    Random random_;
    std::uint32_t enable_ = 0, cycles_ = 0;
    std::int64_t steady_ = 0, read_cycles_ = 0; // cycles without counting; since the read began
    int clears_left_ = 3;
    std::vector<std::uint32_t> blocked_, idle_, fill_, high_;
    std::string failure_;
};

} // namespace harness
