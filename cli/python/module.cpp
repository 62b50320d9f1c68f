// SPDX-License-Identifier: Apache-2.0
// sluice._native: session.h for Python. The package beside it (sluice/) is what users see: it
// checks arguments, names and documents; everything long here runs without the GIL.
#include <algorithm>
#include <regex>

#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/answers.h"
#include "cli/commands/shared.h"
#include "cli/python/arrays.h"
#include "cli/python/session.h"

namespace py = pybind11;
using namespace py::literals;

namespace sluice::python {

namespace {

using Released = py::gil_scoped_release;

// Names are bytes from strangers: what is not UTF-8 must not stop the answer.
std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Options of the command line as the keywords of a call: --clock-mhz is 'clock_mhz' here.
std::string with_keywords(const std::string& text) {
    static const std::regex kOption("--([a-z]+(-[a-z]+)*)");
    std::string result;
    auto rest = text.cbegin();
    for (std::sregex_iterator match(text.begin(), text.end(), kOption), end; match != end;
         ++match) {
        std::string name = (*match)[1];
        std::ranges::replace(name, '-', '_');
        result += std::string(rest, (*match)[0].first) + "'" + name + "'";
        rest = (*match)[0].second;
    }
    return result + std::string(rest, text.cend());
}

void raise(const py::handle& type, const Error& error) {
    const Error spoken(error.where(), with_keywords(error.problem()),
                       with_keywords(error.remedy()));
    const auto text = [](const std::string& bytes) {
        return py::reinterpret_steal<py::str>(PyUnicode_DecodeUTF8(
            bytes.data(), static_cast<py::ssize_t>(bytes.size()), "backslashreplace"));
    };
    const py::object raised = type(text(spoken.what()));
    raised.attr("where") = text(spoken.where());
    raised.attr("problem") = text(spoken.problem());
    raised.attr("remedy") = text(spoken.remedy());
    PyErr_SetObject(type.ptr(), raised.ptr());
}

// Ctrl-C reaches a long call between two frames.
void pulse() {
    const py::gil_scoped_acquire held;
    if (PyErr_CheckSignals() != 0)
        throw py::error_already_set();
}

// By reference: copies of it are made without the GIL, which counting references would need.
quantizer::Progress progress_of(const std::optional<py::function>& show) {
    return [&show](std::string_view stage, std::int64_t done, std::int64_t total) {
        pulse();
        const py::gil_scoped_acquire held;
        if (show)
            (*show)(std::string(stage), done, total);
    };
}

py::handle exception(py::module_& module, const char* name, const char* doc,
                     const py::handle& base) {
    const std::string full = std::string("sluice.") + name;
    const py::handle type = PyErr_NewExceptionWithDoc(full.c_str(), doc, base.ptr(), nullptr);
    if (!type)
        throw py::error_already_set();
    module.attr(name) = type;
    return type;
}

void add_errors(py::module_& module) {
    // Kept for the life of the process, as modules are.
    static py::handle error, check_failed;
    error = exception(module, "Error",
                      "A mistake that the user can mend, said in one sentence: str(error) is\n"
                      "'where: problem; remedy'. These three are attributes of it, too.",
                      PyExc_ValueError);
    check_failed =
        exception(module, "CheckFailed",
                  "A budget that cannot be met, or RTL that differs from the emulator.", error);
    py::register_exception_translator([](std::exception_ptr thrown) {
        try {
            if (thrown)
                std::rethrow_exception(thrown);
        } catch (const CheckFailed& failed) {
            raise(check_failed, failed);
        } catch (const Error& failed) {
            raise(error, failed);
        }
    });
    module.def(
        "fail",
        [](const std::string& where, const std::string& problem, const std::string& remedy) {
            throw Error(where, problem, remedy);
        },
        "where"_a, "problem"_a, "remedy"_a);
}

void add_networks(py::module_& module) {
    py::class_<FloatNetwork>(module, "FloatNetwork").def("describe", [](const FloatNetwork& self) {
        return dumped(describe(self));
    });
    py::class_<IntegerNetwork>(module, "IntegerNetwork")
        .def("describe", [](const IntegerNetwork& self) { return dumped(describe(self)); });
    module.def("load", &load, "path"_a, "shapes"_a, py::call_guard<Released>());
    module.def("raw_uint8", &raw_uint8, "network"_a, "scale"_a, "mean"_a, "std"_a,
               py::call_guard<Released>());
    module.def("open_generated", &open_generated, "directory"_a, py::call_guard<Released>());
    module.def(
        "infer",
        [](const FloatNetwork& network, const py::dict& inputs, int threads) {
            cli::NamedArrays arrays = arrays_of(inputs), outputs;
            {
                const Released released;
                outputs = infer(network, std::move(arrays), threads, pulse);
            }
            return to_numpy(outputs);
        },
        "network"_a, "inputs"_a, "threads"_a);
    module.def(
        "emulate",
        [](const IntegerNetwork& network, const py::dict& inputs, bool raw, int threads) {
            cli::NamedArrays arrays = arrays_of(inputs), outputs;
            {
                const Released released;
                outputs = emulate(network, std::move(arrays), raw, threads, pulse);
            }
            return to_numpy(outputs);
        },
        "network"_a, "inputs"_a, "raw"_a, "threads"_a);
}

void add_steps(py::module_& module) {
    module.def(
        "quantize",
        [](const FloatNetwork& network, const std::optional<py::dict>& calibration,
           const std::string& keywords, const std::optional<py::function>& progress) {
            std::optional<cli::NamedArrays> arrays = arrays_of(calibration);
            const quantizer::Progress shown = progress_of(progress);
            const Released released;
            return quantize(network, std::move(arrays), keywords, shown);
        },
        "network"_a, "calibration"_a, "keywords"_a, "progress"_a);
    module.def("generate", &generate, "network"_a, "directory"_a, "tuner"_a, "keywords"_a,
               py::call_guard<Released>());
    module.def(
        "simulate",
        [](const std::filesystem::path& directory, const std::optional<py::dict>& inputs,
           std::optional<std::int64_t> frames, double stall, std::uint64_t seed,
           const std::filesystem::path& trace) {
            SimulateRequest request{arrays_of(inputs), frames, stall, seed, trace};
            const Released released;
            return dumped(simulate(directory, std::move(request)));
        },
        "directory"_a, "inputs"_a, "frames"_a, "stall"_a, "seed"_a, "trace"_a);
    module.def(
        "check",
        [](const std::filesystem::path& path, const Shapes& shapes) {
            frontend::ImportOptions options;
            options.shapes = shapes;
            return dumped(cli::check_json(frontend::check_model(path, options)));
        },
        "path"_a, "shapes"_a, py::call_guard<Released>());
    module.def("devices", [] { return dumped(cli::devices_json()); });
}

} // namespace

PYBIND11_MODULE(_native, module) {
    module.doc() = "The compiled part of sluice; import sluice instead.";
    module.attr("__version__") = SLUICE_VERSION;
    add_errors(module);
    add_networks(module);
    add_steps(module);
}

} // namespace sluice::python
