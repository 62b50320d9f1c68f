// SPDX-License-Identifier: Apache-2.0
// A master on AXI4-Lite that is as irregular as the protocol allows, and watches the slave keep it.
#pragma once

#include <cstdint>
#include <string>

#include "edges.h"

namespace harness {

// The slave's signals, and of its inside whether the core is reset, and its meters count and
// restart.
struct Bus {
    std::uint8_t *awvalid, *awready;
    std::uint16_t* awaddr;
    std::uint8_t *wvalid, *wready;
    std::uint32_t* wdata;
    std::uint8_t* wstrb;
    std::uint8_t *bvalid, *bready, *bresp;
    std::uint8_t *arvalid, *arready;
    std::uint16_t* araddr;
    std::uint8_t *rvalid, *rready;
    std::uint32_t* rdata;
    std::uint8_t* rresp;
    std::uint8_t* irq;
    std::uint8_t *resetting, *counting, *restarting;
};

// One write and one read at a time, independent of each other. VALID and READY wait at random;
// address and data come in any order; while a VALID is low its payload is noise.
class Master {
public:
    Master(const Bus& bus, std::uint64_t seed) : bus_(bus), random_(seed) {
        *bus_.awvalid = *bus_.wvalid = *bus_.bready = *bus_.arvalid = *bus_.rready = 0;
    }

    bool writing() const { return write_open_; }
    bool reading() const { return read_open_; }
    void write(std::uint32_t address, std::uint32_t data, int strobes = 15) {
        write_open_ = address_left_ = data_left_ = true;
        write_address_ = address;
        write_data_ = data;
        strobes_ = strobes;
    }
    void read(std::uint32_t address) {
        read_open_ = read_left_ = true;
        read_address_ = address;
    }
    std::uint32_t write_address() const { return write_address_; }
    std::uint32_t write_data() const { return write_data_; }
    int strobes() const { return strobes_; }
    std::uint32_t read_address() const { return read_address_; }
    int write_response() const { return write_response_; }
    int read_response() const { return read_response_; }
    std::uint32_t data() const { return data_; }
    // Empty while the slave keeps the protocol.
    const std::string& flaw() const { return flaw_; }

    // Before the edge, before the design settles.
    void drive() {
        offer(bus_.awvalid, address_left_, [&](bool now) {
            *bus_.awaddr =
                static_cast<std::uint16_t>(now ? write_address_ : random_.next()) & 0x3fff;
        });
        offer(bus_.wvalid, data_left_, [&](bool now) {
            *bus_.wdata = now ? write_data_ : random_.next();
            *bus_.wstrb = static_cast<std::uint8_t>(now ? strobes_ : random_.next()) & 15;
        });
        offer(bus_.arvalid, read_left_, [&](bool now) {
            *bus_.araddr =
                static_cast<std::uint16_t>(now ? read_address_ : random_.next()) & 0x3fff;
        });
        *bus_.bready = random_.chance(kChance);
        *bus_.rready = random_.chance(kChance);
    }

    // Before the edge, after the design has settled.
    void observe() {
        keep(b_, *bus_.bvalid, *bus_.bready, *bus_.bresp, "B");
        keep(r_, *bus_.rvalid, *bus_.rready, std::uint64_t{*bus_.rdata} << 2 | *bus_.rresp, "R");
        if (*bus_.bvalid && !(write_open_ && !address_left_ && !data_left_))
            flaw("a write response without its address and data");
        if (*bus_.rvalid && !(read_open_ && !read_left_))
            flaw("a read response without its address");
        if (*bus_.bvalid && *bus_.bready) {
            write_open_ = false;
            write_response_ = *bus_.bresp;
        }
        if (*bus_.rvalid && *bus_.rready) {
            read_open_ = false;
            read_response_ = *bus_.rresp;
            data_ = *bus_.rdata;
        }
        taken_aw_ = *bus_.awvalid && *bus_.awready;
        taken_w_ = *bus_.wvalid && *bus_.wready;
        taken_ar_ = *bus_.arvalid && *bus_.arready;
        waited_ = write_open_ || read_open_ ? waited_ + 1 : 0;
        if (waited_ > kPatience)
            flaw("no answer");
    }

    // After the edge.
    void step() {
        const auto taken = [](bool moved, std::uint8_t* valid, bool& left) {
            if (!moved)
                return;
            *valid = 0;
            left = false;
        };
        taken(taken_aw_, bus_.awvalid, address_left_);
        taken(taken_w_, bus_.wvalid, data_left_);
        taken(taken_ar_, bus_.arvalid, read_left_);
    }

private:
    static constexpr double kChance = 0.4;
    static constexpr int kPatience = 1000;

    struct Held {
        bool waiting = false;
        std::uint64_t payload = 0;
    };

    template <class Drive> void offer(std::uint8_t* valid, bool left, Drive drive) {
        if (*valid)
            return;
        *valid = left && random_.chance(kChance);
        drive(*valid != 0);
    }

    void keep(Held& held, bool valid, bool ready, std::uint64_t payload, const char* channel) {
        if (held.waiting && (!valid || payload != held.payload))
            flaw(std::string("channel ") + channel + " changed while it waited");
        held = {valid && !ready, payload};
    }

    void flaw(const std::string& text) {
        if (flaw_.empty())
            flaw_ = "AXI4-Lite: " + text;
    }

    Bus bus_;
    Random random_;
    bool write_open_ = false, address_left_ = false, data_left_ = false;
    bool read_open_ = false, read_left_ = false;
    bool taken_aw_ = false, taken_w_ = false, taken_ar_ = false;
    std::uint32_t write_address_ = 0, write_data_ = 0, read_address_ = 0, data_ = 0;
    int strobes_ = 15, write_response_ = 0, read_response_ = 0, waited_ = 0;
    Held b_, r_;
    std::string flaw_;
};

} // namespace harness
