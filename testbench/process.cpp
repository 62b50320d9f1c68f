// SPDX-License-Identifier: Apache-2.0
#include "testbench/process.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

namespace sluice::testbench {

bool program_exists(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (access((folder + "/" + name).c_str(), X_OK) == 0)
            return true;
    return false;
}

int run_program(const std::vector<std::string>& command, const std::filesystem::path& directory,
                const std::filesystem::path& log) {
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (output < 0)
        throw Error(log.string(), "the file cannot be written",
                    "check the folder's permissions and free space");
    const pid_t child = fork();
    if (child == 0) { // between fork and exec: system calls only
        if (chdir(directory.c_str()) == 0 && dup2(output, STDOUT_FILENO) >= 0 &&
            dup2(output, STDERR_FILENO) >= 0)
            execvp(arguments[0], arguments.data());
        _exit(127);
    }
    close(output);
    if (child < 0)
        throw Error(command[0], std::string("cannot be started: ") + std::strerror(errno), "");
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        SLUICE_CHECK(errno == EINTR, "lost the process of " + command[0]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace sluice::testbench
