// SPDX-License-Identifier: Apache-2.0
#pragma once
// A world in memory: the whole program runs in it without touching a file or a terminal.

#include <cerrno>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "io/io_error.hpp"

namespace carbonest::test {

class MemorySink final : public io::Sink {
 public:
  std::string text;
  int fails_with = 0;  ///< an errno value: every write throws

  void write(std::string_view bytes) override {
    if (fails_with != 0) throw io::IoError("write", "standard output", fails_with);
    text += bytes;
  }
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string text) : text_{std::move(text)} {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = text_.copy(into.data(), into.size(), at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class MemoryFile final : public io::NewFile {
 public:
  explicit MemoryFile(std::string& target) : target_{target} {}
  void write(std::string_view bytes) override { text_ += bytes; }
  void commit() override { target_ = text_; }

 private:
  std::string text_;
  std::string& target_;
};

class MemoryFiles final : public io::Files {
 public:
  std::map<std::string, std::string> contents;
  std::map<std::string, std::string> written;

  std::string read(const std::string& path, std::size_t limit) override {
    const auto file = contents.find(path);
    if (file == contents.end()) throw io::IoError("read", path, ENOENT);
    return file->second.substr(0, limit + 1);
  }
  std::unique_ptr<ByteSource> open(const std::string& path, std::uint64_t offset) override {
    return std::make_unique<MemorySource>(
        read(path, std::string::npos - 1).substr(static_cast<std::size_t>(offset)));
  }
  std::optional<std::uint64_t> size(const std::string& path) override {
    if (path == "-") return std::nullopt;
    return read(path, std::string::npos - 1).size();
  }
  std::unique_ptr<io::NewFile> create(const std::string& path) override {
    if (path.starts_with("/readonly/")) throw io::IoError("write", path, EACCES);
    return std::make_unique<MemoryFile>(written[path]);
  }
  void replace(const std::string& path, std::string_view bytes) override {
    if (path.starts_with("/readonly/")) throw io::IoError("write", path, EACCES);
    written[path] = bytes;
  }
  void append(const std::string& path, std::string_view bytes) override {
    if (path.starts_with("/readonly/")) throw io::IoError("write", path, EACCES);
    written[path] += bytes;
  }
  std::vector<std::string> list(const std::string& folder) override {
    std::vector<std::string> names;
    for (const auto& [path, text] : contents)
      if (path.starts_with(folder + "/")) names.push_back(path.substr(folder.size() + 1));
    if (names.empty() && folder != "empty") throw io::IoError("read", folder, ENOENT);
    return names;
  }
  bool same(const std::string& a, const std::string& b) override { return a == b; }
};

/// Needs nothing from the tables: 8 x 400 W x 10 h = 32 kWh, x 1.1 = 35.2 kWh, x 100 g/kWh = 3.52
/// kg.
inline constexpr std::string_view k_job = R"({
  "name": "sample",
  "hardware": {
    "accelerator": {"count": 8, "power": "400 W"},
    "host": "none"
  },
  "runtime": "10h",
  "pue": 1.1,
  "carbon_intensity": "100 g/kWh",
  "embodied": false
}
)";

struct Program {
  MemorySink out, err;
  MemoryFiles files;
  cli::Environment environment;

  Program() {
    files.contents["job.json"] = k_job;
    files.contents["-"] = k_job;
    files.contents["broken.json"] = "{ \"name\": ";
  }
  cli::ExitCode run(std::initializer_list<std::string_view> args) {
    out.text.clear();
    err.text.clear();
    cli::World world{out, err, files, environment};
    return cli::run({args.begin(), args.size()}, world);
  }
};

}  // namespace carbonest::test
