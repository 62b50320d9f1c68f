// SPDX-License-Identifier: Apache-2.0
// The IP as its surroundings see it, and one function per packaging file that says it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/package/package.h"

namespace sluice::package {

struct StreamPort {
    std::string name; // "s_axis_image": its signals are <name>_tdata, _tvalid, _tready, _tlast
    bool sink = true; // the IP takes its beats
    std::int64_t data_bits = 8;
    std::string beats; // one line: what a beat holds
};

struct Ip {
    std::string name; // an identifier, as all names here
    std::vector<StreamPort> streams;
    bool control = false; // control::bus_ports() are there
    emit::Emitted files;
    Target target;

    double period_ns() const { return 1000.0 / target.clock_mhz; }
};

Ip ip_of(const design::Design& design, const emit::Emitted& emitted, const Target& target);

// A signal of the IP's module.
struct Signal {
    std::string name;
    std::string role; // in its interface: "tdata"
    bool input = true;
    std::int64_t bits = 1;
};

std::vector<Signal> signals_of(const StreamPort& stream);

std::string fusesoc_core(const Ip& ip);
std::string ip_xact(const Ip& ip);
std::string quartus_hw_tcl(const Ip& ip);
std::string yosys_script(const Ip& ip);
std::string vivado_ip_tcl(const Ip& ip);
std::string vivado_synth_tcl(const Ip& ip);
std::string clock_constraint(const Ip& ip);
std::string litex_module(const Ip& ip);

} // namespace sluice::package
