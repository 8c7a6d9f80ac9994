// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Runs a fuzz target on the files of a directory, and on each of them cut off
// at every length. The target aborts where something is wrong.

#include <dirent.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  DIR* directory = argc == 2 ? opendir(argv[1]) : nullptr;
  if (directory == nullptr) return 2;
  int count = 0;
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] == '.') continue;
    const std::string path = std::string(argv[1]) + "/" + entry->d_name;
    std::ifstream file(path, std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file),
                            std::istreambuf_iterator<char>()};
    // Named before it is tried: a target that aborts says nothing more.
    std::printf("%s\n", path.c_str());
    (void)std::fflush(stdout);
    for (size_t size = 0; size <= input.size(); ++size) {
      // Of its own size, so that AddressSanitizer sees reads beyond its end.
      const std::string part = input.substr(0, size);
      LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(part.data()),
                             part.size());
    }
    ++count;
  }
  closedir(directory);
  std::printf("ok %d inputs\n", count);
  return count == 0 ? 1 : 0;
}
