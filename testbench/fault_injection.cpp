// SPDX-License-Identifier: Apache-2.0
#include "testbench/fault_injection.h"

#include "base/error.h"
#include "base/files.h"

namespace sluice::testbench {

namespace fs = std::filesystem;

SimulationResult simulate_with_fault(const fs::path& design, const Fault& fault,
                                     const fs::path& scratch, const SimulationOptions& options) {
    fs::remove_all(scratch);
    make_directory(scratch.parent_path());
    // What was built is not copied: the compiler's cache, where there is one, has it.
    fs::create_directory(scratch);
    for (const fs::directory_entry& entry : fs::directory_iterator(design))
        if (entry.path().filename() != "sim")
            fs::copy(entry.path(), scratch / entry.path().filename(), fs::copy_options::recursive);
    fs::create_directory(scratch / "sim");
    for (const fs::directory_entry& entry : fs::directory_iterator(design / "sim"))
        if (entry.path().filename().string().rfind("obj_dir", 0) != 0)
            fs::copy(entry.path(), scratch / "sim" / entry.path().filename(),
                     fs::copy_options::recursive);

    const fs::path file = scratch / "rtl" / fault.file;
    std::string text = read_file(file);
    const std::size_t at = text.find(fault.find);
    SLUICE_CHECK(at != std::string::npos && text.find(fault.find, at + 1) == std::string::npos,
                 "fault '" + fault.name + "': its text is not in " + fault.file + " exactly once");
    SLUICE_CHECK(fault.find != fault.replacement, "fault '" + fault.name + "' changes nothing");
    text.replace(at, fault.find.size(), fault.replacement);
    write_file(file, text);
    return simulate(scratch, nullptr, options);
}

} // namespace sluice::testbench
