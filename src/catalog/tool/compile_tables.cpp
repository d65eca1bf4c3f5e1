// SPDX-License-Identifier: Apache-2.0
// carbonest_tables OUT.bin DATA_DIR: compiles DATA_DIR/*.csv into the block that the program
// embeds. Runs while carbonest is built, on the machine that builds it. Exit codes: 2 usage, 3 a
// table was refused, 4 reading or writing.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/compile.hpp"
#include "catalog/names.hpp"

namespace {

namespace fs = std::filesystem;
enum Exit { done = 0, usage = 2, refused = 3, io_failed = 4 };
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

std::optional<std::string> read_file(const fs::path& path) {
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return std::nullopt;
  std::string text;
  char chunk[1 << 16];
  while (const std::size_t size = std::fread(chunk, 1, sizeof chunk, file.get()))
    text.append(chunk, size);
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return text;
}

bool write_file(const fs::path& path, const std::vector<unsigned char>& bytes) {
  File file(std::fopen(path.c_str(), "wb"), &std::fclose);
  if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) return false;
  return std::fclose(file.release()) == 0;
}

void print(const carbonest::Diagnostics& problems) {
  for (const auto& problem : problems) {
    const std::string hint = problem.hint.empty() ? "" : fmt::format("\n  hint: {}", problem.hint);
    fmt::print(stderr, "{}:{}:{}: error[{}]: {}{}\n", problem.file, problem.line, problem.column,
               problem.code, problem.message, hint);
  }
}

std::vector<fs::path> table_files(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

int compile(const fs::path& out, const fs::path& directory) {
  std::deque<std::string> kept;
  const auto keep = [&](std::string text) -> std::string_view {
    return kept.emplace_back(std::move(text));
  };
  const auto version = read_file(directory / "VERSION");
  if (!version)
    return fmt::print(stderr, "cannot read {}\n", (directory / "VERSION").string()), io_failed;
  std::vector<carbonest::TableText> tables;
  for (const fs::path& file : table_files(directory)) {
    auto text = read_file(file);
    if (!text) return fmt::print(stderr, "cannot read {}\n", file.string()), io_failed;
    tables.push_back({keep(file.stem().string()), keep(file.string()), keep(*std::move(text))});
  }
  const auto blob = carbonest::compile_tables(tables, carbonest::trimmed(*version));
  if (!blob) return print(blob.error()), refused;
  if (!write_file(out, *blob))
    return fmt::print(stderr, "cannot write {}\n", out.string()), io_failed;
  return done;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 3) return std::fputs("usage: carbonest_tables OUT.bin DATA_DIR\n", stderr), usage;
  return compile(argv[1], argv[2]);
}
