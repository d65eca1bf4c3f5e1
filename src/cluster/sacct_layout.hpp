// SPDX-License-Identifier: Apache-2.0
#pragma once
// The columns of a `sacct -P` log: which field stands where, and what is between them. A column
// that is not in the table is allowed and not read.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/cluster.hpp"

namespace carbonest {
namespace cluster {

enum class Field : std::uint8_t {
  job_id,
  job_id_raw,
  cluster,
  user,
  account,
  partition,
  job_name,
  state,
  elapsed,
  elapsed_raw,
  submit,
  start,
  end,
  nnodes,
  alloc_nodes,
  req_nodes,
  ncpus,
  alloc_cpus,
  req_cpus,
  alloc_tres,
  req_tres,
  alloc_gres,
  req_gres,
  req_mem,
  max_rss,
  ntasks,
  total_cpu,
  user_cpu,
  system_cpu,
  cpu_time,
  cpu_time_raw,
  energy,
  energy_raw,
  usage_average,
  usage_total,
  usage_max,
  restarts,
  sluid,
  ignored
};
constexpr std::size_t k_fields = static_cast<std::size_t>(Field::ignored) + 1;

/// How a value tells that it is whole, when the log stops behind it.
enum class Ending : std::uint8_t {
  open,        ///< it cannot: "12" may have been "1234"
  shaped,      ///< a time, a clock, a state: it would have been refused
  indifferent  ///< not read at all
};

struct FieldRow {
  std::string_view name;  ///< as sacct prints it
  Field field;
  Ending ending;
  bool free_text;  ///< users write it: it may hold the delimiter
};
/// Every column that matters, with its aliases as rows of their own, and those that hold free text.
std::span<const FieldRow> field_rows() noexcept;

/// The cells of one row, by field; empty where the log has no such column.
using Cells = std::array<std::string_view, k_fields>;

}  // namespace cluster

struct SacctLayout {
  struct Column {
    cluster::Field field = cluster::Field::ignored;
    cluster::Ending ending = cluster::Ending::indifferent;
    bool free_text = false;
  };
  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

  std::string delimiter = "|";
  std::string header;  ///< the header line; empty: the log has none
  std::vector<Column> columns;
  std::size_t free_text = k_none;  ///< the only column that may hold the delimiter
  bool trailing = false;           ///< each row ends with a delimiter (`sacct -p`)

  bool has(cluster::Field field) const noexcept;
  /// Cuts a row. False when it has another number of cells than there are columns.
  bool split(std::string_view row, cluster::Cells& cells) const noexcept;
};

}  // namespace carbonest
