// SPDX-License-Identifier: Apache-2.0
#include "input/job_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "input/job_checks.hpp"
#include "input/words.hpp"

namespace carbonest {
namespace {

// --- setters of plain members -------------------------------------------------------------------

template <class T>
struct MemberTraits;
template <class Class, class Member>
struct MemberTraits<Member Class::*> {
  using Owner = Class;
  using Type = Member;
};
template <auto Member>
using OwnerOf = typename MemberTraits<decltype(Member)>::Owner;
template <auto Member>
using ValueOf = decltype(std::declval<typename MemberTraits<decltype(Member)>::Type>()->value);

// One reader per type of member; which text it takes is said by the row.
std::optional<std::string> take(Reading& reading, const Found& found, std::string*) {
  return reading.text(found);
}
std::optional<std::int64_t> take(Reading& reading, const Found& found, std::int64_t*) {
  return reading.integer(found);
}
std::optional<bool> take(Reading& reading, const Found& found, bool*) {
  return reading.boolean(found);
}
std::optional<double> take(Reading& reading, const Found& found, double*) {
  return reading.number(found);
}
std::optional<std::chrono::sys_seconds> take(Reading& reading, const Found& found,
                                             std::chrono::sys_seconds*) {
  return reading.time(found);
}
template <class Enum>
requires std::is_enum_v<Enum> std::optional<Enum> take(Reading& reading, const Found& found,
                                                       Enum*) {
  const auto index = reading.choice(found);
  return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
}
template <class T>
requires requires(T quantity) { from_base(1.0, quantity); }
std::optional<T> take(Reading& reading, const Found& found, T*) {
  const auto amount = reading.quantity(found);
  if (!amount) return std::nullopt;
  T quantity;
  from_base(*amount, quantity);
  return quantity;
}

template <auto Member>
void assign(OwnerOf<Member>& owner, Reading& reading, const Found& found) {
  using T = ValueOf<Member>;
  if (auto value = take(reading, found, static_cast<T*>(nullptr)))
    owner.*Member = Given<T>{std::move(*value), found.value->place};
}

template <std::string Job::*Member>
void assign_text(Job& job, Reading& reading, const Found& found) {
  if (auto text = reading.text(found)) job.*Member = std::move(*text);
}

// --- rows ---------------------------------------------------------------------------------------

constexpr std::string_view k_stages_key = "stages";
constexpr Range k_short_text{1, limits::k_name_bytes};
constexpr std::array<std::string_view, 3> k_scopes{"accelerator", "node", "facility"};
constexpr std::array<std::string_view, 2> k_kinds{"average", "marginal"};
constexpr std::array<std::string_view, 2> k_storage_kinds{"ssd", "hdd"};
constexpr std::array<std::string_view, 2> k_boundaries{"provider", "consumer"};
constexpr std::array<std::string_view, 2> k_unit_bases{"gross", "effective"};
constexpr std::array<std::string_view, 1> k_no_host{"none"};

constexpr FieldSpec power_spec(std::string_view key, Range range, std::string_view doc) {
  return {.key = key,
          .holds = Holds::quantity,
          .dimension = Dimension::power,
          .range = range,
          .doc = doc};
}
constexpr FieldSpec share_spec(std::string_view key, Range range, std::string_view doc) {
  return {.key = key,
          .holds = Holds::fraction,
          .dimension = Dimension::fraction,
          .range = range,
          .doc = doc};
}
constexpr FieldSpec name_spec(std::string_view key, std::string_view doc) {
  return {.key = key, .holds = Holds::text, .range = k_short_text, .doc = doc};
}
constexpr FieldSpec integer_spec(std::string_view key, Range range, std::string_view doc) {
  return {.key = key, .holds = Holds::integer, .range = range, .doc = doc};
}

constexpr Field<AcceleratorEntry> k_accelerator[]{
    {name_spec("model",
               "Name in the accelerator table; may be left out when power or tdp is given."),
     assign<&AcceleratorEntry::model>},
    {integer_spec("count", limits::k_count, "Devices of this kind in one node; default 1."),
     assign<&AcceleratorEntry::count>},
    {share_spec("utilization", limits::k_fraction, "Share of its full load, 0 to 1."),
     assign<&AcceleratorEntry::utilization>},
    {power_spec("power", limits::k_device_power, "Average draw of one device, measured."),
     assign<&AcceleratorEntry::power>},
    {power_spec("tdp", limits::k_device_power, "Rated power of one device."),
     assign<&AcceleratorEntry::tdp>},
    {power_spec("idle", limits::k_idle_power, "Draw of one device that does nothing."),
     assign<&AcceleratorEntry::idle>},
};

constexpr Field<CpuEntry> k_cpu[]{
    {name_spec("model", "Name in the CPU table."), assign<&CpuEntry::model>},
    {integer_spec("count", limits::k_count, "Sockets of one node; default 1."),
     assign<&CpuEntry::count>},
    {integer_spec("cores", limits::k_cores, "Cores that the job uses, instead of sockets."),
     assign<&CpuEntry::cores>},
    {share_spec("utilization", limits::k_fraction, "Share of its full load, 0 to 1."),
     assign<&CpuEntry::utilization>},
    {power_spec("power", limits::k_socket_power, "Average draw of one socket, measured."),
     assign<&CpuEntry::power>},
    {power_spec("power_per_core", limits::k_core_power, "Average draw of one core."),
     assign<&CpuEntry::power_per_core>},
    {power_spec("tdp", limits::k_socket_power, "Rated power of one socket."),
     assign<&CpuEntry::tdp>},
};

constexpr Field<StorageEntry> k_storage[]{
    {{.key = "capacity",
      .holds = Holds::quantity,
      .dimension = Dimension::capacity,
      .range = limits::k_storage,
      .required = true,
      .doc = "Capacity in one node."},
     assign<&StorageEntry::capacity>},
    {{.key = "kind",
      .holds = Holds::choice,
      .choices = k_storage_kinds,
      .required = true,
      .doc = "ssd or hdd."},
     assign<&StorageEntry::kind>},
};

constexpr Field<HostEntry> k_host[]{
    {{.key = "power",
      .holds = Holds::quantity,
      .dimension = Dimension::power,
      .range = limits::k_host_power,
      .required = true,
      .doc = "Draw of the rest of one node, measured."},
     assign<&HostEntry::power>},
};

constexpr Field<EmbodiedEntry> k_embodied[]{
    {{.key = "total",
      .holds = Holds::quantity,
      .dimension = Dimension::mass,
      .range = limits::k_embodied,
      .doc = "CO2e of making the whole resource, instead of the tables."},
     assign<&EmbodiedEntry::total>},
    {{.key = "lifetime",
      .holds = Holds::quantity,
      .dimension = Dimension::time,
      .range = limits::k_lifetime,
      .doc = "Time in service over which it is spread; default 4 years."},
     assign<&EmbodiedEntry::lifetime>},
    {share_spec("share", limits::k_fraction,
                "Share of the resource that the job reserves; with total; default 1."),
     assign<&EmbodiedEntry::share>},
    {share_spec("busy_share", limits::k_busy_share,
                "Share of its life that a device is in use; without total."),
     assign<&EmbodiedEntry::busy_share>},
};

void set_unit_name(FunctionalUnit& unit, Reading& reading, const Found& found) {
  if (auto text = reading.text(found)) unit.name = std::move(*text);
}
void set_unit_amount(FunctionalUnit& unit, Reading& reading, const Found& found) {
  if (const auto amount = reading.number(found)) unit.amount = *amount;
}
void set_unit_basis(FunctionalUnit& unit, Reading& reading, const Found& found) {
  if (const auto chosen = reading.choice(found)) unit.basis = static_cast<UnitBasis>(*chosen);
}
void set_unit_rationale(FunctionalUnit& unit, Reading& reading, const Found& found) {
  if (auto text = reading.text(found)) unit.rationale = std::move(*text);
}
template <class Owner>
void set_boundary(Owner& owner, Reading& reading, const Found& found) {
  if (const auto chosen = reading.choice(found)) owner.boundary = static_cast<Boundary>(*chosen);
}
constexpr Field<FunctionalUnit> k_functional_unit[]{
    {{.key = "name",
      .holds = Holds::text,
      .range = k_short_text,
      .required = true,
      .doc = "What one unit is."},
     set_unit_name},
    {{.key = "amount",
      .holds = Holds::number,
      .range = limits::k_amount,
      .required = true,
      .doc = "How many of them the job delivers, all runs together."},
     set_unit_amount},
    {{.key = "boundary",
      .holds = Holds::choice,
      .choices = k_boundaries,
      .doc = "Which stages its score is of: those of the provider (default) or of the consumer."},
     set_boundary<FunctionalUnit>},
    {{.key = "basis",
      .holds = Holds::choice,
      .choices = k_unit_bases,
      .doc = "Whether the amount counts everything or only what had an effect."},
     set_unit_basis},
    {{.key = "rationale", .holds = Holds::text, .range = k_short_text, .doc = "Why this unit."},
     set_unit_rationale},
};

// --- nested values ------------------------------------------------------------------------------

template <class Entry>
Seen read_entry(Reading& reading, std::string_view name, const Value& value,
                std::span<const Field<Entry>> fields, Entry& entry) {
  entry.place = value.place;
  return read_object<Entry>(reading, name, value, fields, entry);
}

// "8x NAME", "8 x NAME", "NAME".
struct Counted {
  std::string_view count, name;  // count is empty where there is none
};
Counted split_count(std::string_view text) noexcept {
  text = trimmed(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789.,-+"), text.size());
  std::string_view rest = trimmed(text.substr(digits));
  constexpr std::string_view k_times = "\u00D7";
  std::size_t mark = 0;
  if (rest.starts_with('x') || rest.starts_with('X') || rest.starts_with('*')) mark = 1;
  if (rest.starts_with(k_times)) mark = k_times.size();
  if (digits == 0 || mark == 0) return {{}, text};
  return {text.substr(0, digits), trimmed(rest.substr(mark))};
}

// The text form of a device goes through the rows of its object form.
template <class Entry>
Entry read_counted(Reading& reading, const Found& found, std::span<const Field<Entry>> fields) {
  Entry entry;
  entry.place = found.value->place;
  const Counted parts = split_count(found.value->text);
  const auto give = [&](std::string_view key, Value::Kind kind, std::string_view text) {
    Value value;
    value.kind = kind;
    value.place = found.value->place;
    value.text = text;
    for (const Field<Entry>& field : fields)
      if (field.spec.key == key)
        field.set(entry, reading, {&field.spec, &value, nullptr, found.key});
  };
  if (!parts.count.empty()) give("count", Value::Kind::number, parts.count);
  give("model", Value::Kind::text, parts.name);
  return entry;
}

void add_accelerator(Hardware& hardware, Reading& reading, const Found& found) {
  const std::size_t errors = reading.error_count();
  AcceleratorEntry entry;
  if (found.value->kind == Value::Kind::text) {
    entry = read_counted<AcceleratorEntry>(reading, found, k_accelerator);
  } else if (found.value->kind == Value::Kind::object) {
    read_entry<AcceleratorEntry>(reading, "accelerator", *found.value, k_accelerator, entry);
  } else {
    return reading.refuse_type(found, "a text or an object", R"(write "8x A100-SXM4-40GB")");
  }
  if (reading.error_count() == errors) check_accelerator(reading, entry);
  hardware.accelerators.push_back(std::move(entry));
}

void set_accelerators(Hardware& hardware, Reading& reading, const Found& found) {
  if (found.value->kind != Value::Kind::array) return add_accelerator(hardware, reading, found);
  if (found.value->children().empty())
    return reading.error("empty-value", found.value->place,
                         fmt::format("`{}` is empty", found.key));
  std::size_t items = 0;
  for (const Value& item : found.value->children()) {
    if (++items > limits::k_list_items)
      return reading.error(
          "too-many-items", item.place,
          fmt::format("`{}` has more than {} items", found.key, limits::k_list_items),
          "devices of one kind share an item: give its count");
    add_accelerator(hardware, reading, {found.spec, &item, nullptr, found.key});
  }
}

void set_cpu(Hardware& hardware, Reading& reading, const Found& found) {
  if (found.value->kind == Value::Kind::text) {
    hardware.cpu = read_counted<CpuEntry>(reading, found, k_cpu);
  } else if (found.value->kind == Value::Kind::object) {
    read_entry<CpuEntry>(reading, "cpu", *found.value, k_cpu, hardware.cpu.emplace());
  } else {
    reading.refuse_type(found, "a text or an object", R"(write "2x AMD EPYC 7742")");
  }
}

// "4 TB SSD"
void read_storage_text(Reading& reading, const Found& found, StorageEntry& entry) {
  entry.place = found.value->place;
  const std::string_view text = trimmed(found.value->text);
  const std::size_t space = text.rfind(' ');
  const std::string kind = lower_ascii(space == text.npos ? text : text.substr(space + 1));
  Value value = *found.value;
  const auto at = std::ranges::find(k_storage_kinds, kind == "nvme" ? "ssd" : kind);
  if (at == k_storage_kinds.end() || space == text.npos)
    return reading.error(
        "bad-quantity", value.place,
        fmt::format("`{}`: {} is no capacity and kind", found.key, in_quotes(text)),
        R"(write "4 TB SSD" or "16 TB HDD")");
  value.text = trimmed(text.substr(0, space));
  k_storage[0].set(entry, reading, {&k_storage[0].spec, &value, nullptr, found.key});
  value.text = *at;
  k_storage[1].set(entry, reading, {&k_storage[1].spec, &value, nullptr, found.key});
}

void set_storage(Hardware& hardware, Reading& reading, const Found& found) {
  if (found.value->kind == Value::Kind::text) {
    read_storage_text(reading, found, hardware.storage.emplace());
  } else if (found.value->kind == Value::Kind::object) {
    read_entry<StorageEntry>(reading, "storage", *found.value, k_storage,
                             hardware.storage.emplace());
  } else {
    reading.refuse_type(found, "a text or an object", R"(write "4 TB SSD")");
  }
}

void set_host(Hardware& hardware, Reading& reading, const Found& found) {
  HostEntry& host = hardware.host.emplace();
  host.place = found.value->place;
  if (found.value->kind == Value::Kind::object) {
    read_entry<HostEntry>(reading, "host", *found.value, k_host, host);
  } else if (found.value->kind == Value::Kind::text) {
    host.none = reading.choice(found).has_value();
  } else {
    reading.refuse_type(found, "\"none\" or an object", R"(write {"power": "1.5 kW"})");
  }
}

constexpr Field<Hardware> k_hardware[]{
    {integer_spec("nodes", limits::k_nodes, "Equal nodes that the job runs on; default 1."),
     assign<&Hardware::nodes>},
    {{.key = "instance",
      .holds = Holds::text,
      .range = k_short_text,
      .example = "aws:p4d.24xlarge",
      .doc = "Cloud instance; it brings accelerators, CPU and memory."},
     assign<&Hardware::instance>},
    {{.key = "accelerator",
      .alias = "gpu",
      .holds = Holds::nested,
      .forms = k_text_form | k_object_form | k_list_form,
      .object = "accelerator",
      .example = "8x A100-SXM4-40GB",
      .doc = "Accelerators of one node: a name with its count, an "
             "object, or a list of them."},
     set_accelerators},
    {{.key = "cpu",
      .holds = Holds::nested,
      .forms = k_text_form | k_object_form,
      .object = "cpu",
      .example = "2x AMD EPYC 7742",
      .doc = "Processors of one node: a name with its count, or an "
             "object."},
     set_cpu},
    {{.key = "memory",
      .holds = Holds::quantity,
      .dimension = Dimension::capacity,
      .range = limits::k_memory,
      .doc = "Main memory of one node."},
     assign<&Hardware::memory>},
    {{.key = "storage",
      .holds = Holds::nested,
      .forms = k_text_form | k_object_form,
      .object = "storage",
      .example = "4 TB SSD",
      .doc = "Disks of one node."},
     set_storage},
    {power_spec("node_power", limits::k_node_power,
                "Measured draw of a whole node; replaces all of its parts."),
     assign<&Hardware::node_power>},
    {{.key = "host",
      .holds = Holds::nested,
      .choices = k_no_host,
      .forms = k_text_form | k_object_form,
      .object = "host",
      .example = "none",
      .doc = "The rest of the server: none, or its measured power; estimated when left out."},
     set_host},
};

void set_hardware(Job& job, Reading& reading, const Found& found) {
  if (found.value->kind != Value::Kind::object)
    return reading.refuse_type(found, "an object", R"(write {"accelerator": "8x A100-SXM4-40GB"})");
  const std::size_t errors = reading.error_count();
  Hardware hardware;
  read_entry<Hardware>(reading, "hardware", *found.value, k_hardware, hardware);
  if (reading.error_count() == errors) check_hardware(reading, hardware);
  job.hardware = std::move(hardware);
}

void set_embodied(Job& job, Reading& reading, const Found& found) {
  EmbodiedEntry entry;
  entry.place = found.value->place;
  if (found.value->kind == Value::Kind::object) {
    const Seen seen =
        read_entry<EmbodiedEntry>(reading, "embodied", *found.value, k_embodied, entry);
    check_embodied(reading, seen);
  } else if (found.value->kind == Value::Kind::boolean && !found.value->truth) {
    entry.off = true;
  } else {
    return reading.refuse_type(found, "false or an object",
                               "left out, the embodied part follows the method");
  }
  job.embodied = entry;
}

void add_functional_unit(Job& job, Reading& reading, const Found& found) {
  if (found.value->kind != Value::Kind::object)
    return reading.refuse_type(found, "an object",
                               R"(write {"name": "1k images", "amount": 12000})");
  FunctionalUnit unit;
  read_entry<FunctionalUnit>(reading, "functional_unit", *found.value, k_functional_unit, unit);
  job.functional_units.push_back(std::move(unit));
}

void set_functional_units(Job& job, Reading& reading, const Found& found) {
  job.functional_units.clear();
  if (found.value->kind != Value::Kind::array) return add_functional_unit(job, reading, found);
  if (found.value->children().empty())
    return reading.error("empty-value", found.value->place,
                         fmt::format("`{}` is empty", found.key));
  std::size_t items = 0;
  for (const Value& item : found.value->children()) {
    if (++items > limits::k_list_items)
      return reading.error(
          "too-many-items", item.place,
          fmt::format("`{}` has more than {} items", found.key, limits::k_list_items));
    add_functional_unit(job, reading, {found.spec, &item, nullptr, found.key});
  }
}

void set_method(Job& job, Reading& reading, const Found& found) {
  auto name = reading.text(found);
  if (!name || !check_method(reading, *name, found.value->place)) return;
  job.method = Given<std::string>{std::move(*name), found.value->place};
}

// A job names catalog ids and plain files beside it, never a path.
void set_series(Job& job, Reading& reading, const Found& found) {
  auto name = reading.text(found);
  if (!name) return;
  if (name->find_first_of("/\\") != name->npos || *name == "." || *name == "..")
    return reading.error(
        "unknown-value", found.value->place,
        fmt::format("`{}` takes the name of a file beside the job, not a path", found.key));
  job.intensity_series = Given<std::string>{std::move(*name), found.value->place};
}

// --- workload -----------------------------------------------------------------------------------

// A count or an amount of FLOPs: a number, or a text with its own words for large ones.
template <auto Member, auto Parse>
void assign_large(Workload& workload, Reading& reading, const Found& found) {
  std::optional<double> value;
  if (found.value->kind == Value::Kind::text) {
    Result<double> parsed = Parse(found.value->text, found.spec->key, found.value->place);
    if (!parsed) return reading.add_errors(parsed.error());
    value = *parsed;
  } else {
    value = reading.number(found);
  }
  if (value) workload.*Member = Given<double>{*value, found.value->place};
}
Result<double> count_of(std::string_view text, std::string_view key, Place place) {
  const bool parameters = key.ends_with("parameters"), samples = key == "samples";
  return parse_count(text, parameters ? "parameters" : samples ? "samples" : "tokens", place);
}
Result<double> flops_of(std::string_view text, std::string_view, Place place) {
  return parse_flops(text, place);
}

constexpr FieldSpec count_spec(std::string_view key, std::string_view doc) {
  return {.key = key, .holds = Holds::count, .range = limits::k_large_count, .doc = doc};
}
constexpr FieldSpec number_spec(std::string_view key, std::string_view doc) {
  return {.key = key, .holds = Holds::number, .range = limits::k_large_count, .doc = doc};
}
constexpr FieldSpec boolean_spec(std::string_view key, std::string_view doc) {
  return {.key = key, .holds = Holds::boolean, .doc = doc};
}
template <auto Member>
constexpr auto k_count = assign_large<Member, count_of>;
template <auto Member>
constexpr auto k_flops = assign_large<Member, flops_of>;

using W = Workload;
constexpr Field<Workload> k_workload[]{
    {name_spec("kind",
               "transformer, moe, encoder-decoder, cnn, vit, diffusion, rnn, tabular or custom."),
     assign<&W::kind>},
    {name_spec("architecture", "A known image model, such as resnet-50."),
     assign<&W::architecture>},
    {count_spec("parameters", "All parameters: \"176B\" or a number."), k_count<&W::parameters>},
    {count_spec("active_parameters", "Parameters that one token uses; default: all."),
     k_count<&W::active_parameters>},
    {count_spec("decoder_parameters", "Of an encoder-decoder; default: half."),
     k_count<&W::decoder_parameters>},
    {integer_spec("layers", limits::k_large_count, "Layers of the shape."), assign<&W::layers>},
    {integer_spec("width", limits::k_large_count, "Model width (d_model)."), assign<&W::width>},
    {integer_spec("heads", limits::k_large_count, "Attention heads."), assign<&W::heads>},
    {integer_spec("kv_heads", limits::k_large_count, "Key and value heads; default: heads."),
     assign<&W::kv_heads>},
    {integer_spec("ffn_width", limits::k_large_count,
                  "Width of the feed-forward block; default: 4 x width."),
     assign<&W::ffn_width>},
    {boolean_spec("gated", "A feed-forward block has three matrices."), assign<&W::gated>},
    {integer_spec("vocabulary", limits::k_large_count, "Size of the vocabulary."),
     assign<&W::vocabulary>},
    {boolean_spec("tied", "Input and output embedding are one matrix."), assign<&W::tied>},
    {count_spec("tokens", "Training tokens, of one epoch when epochs is given."),
     k_count<&W::tokens>},
    {count_spec("output_tokens", "Tokens that an encoder-decoder writes."),
     k_count<&W::output_tokens>},
    {count_spec("samples", "Samples of one epoch."), k_count<&W::samples>},
    {number_spec("epochs", "Passes over the data; default 1."), assign<&W::epochs>},
    {integer_spec("sequence_length", limits::k_large_count,
                  "Tokens of one sequence; with the shape attention is counted."),
     assign<&W::sequence_length>},
    {name_spec("attention", "full (default) or causal."), assign<&W::attention>},
    {integer_spec("image_size", limits::k_large_count, "Pixels of one side."),
     assign<&W::image_size>},
    {count_spec("flops_per_sample", "FLOPs of the forward pass of one sample."),
     k_flops<&W::flops_per_sample>},
    {count_spec("frozen_flops_per_sample", "FLOPs of parts that only run forward, per sample."),
     k_flops<&W::frozen_flops_per_sample>},
    {count_spec("flops", "Model FLOPs of the whole training."), k_flops<&W::flops>},
    {name_spec("method", "full (default), lora, frozen, distillation, fine-tuning or rl."),
     assign<&W::method>},
    {share_spec("frozen", limits::k_fraction,
                "Lowest share of the parameters without backward pass."),
     assign<&W::frozen>},
    {count_spec("adapter_parameters", "Trained parameters of lora."),
     k_count<&W::adapter_parameters>},
    {count_spec("teacher_parameters", "Active parameters of the teacher of a distillation."),
     k_count<&W::teacher_parameters>},
    {boolean_spec("stored_logits", "The teacher's answers are stored."), assign<&W::stored_logits>},
    {count_spec("rollout_tokens", "Tokens generated by rl."), k_count<&W::rollout_tokens>},
    {integer_spec("scorers", limits::k_large_count, "Models that read every rollout."),
     assign<&W::scorers>},
    {number_spec("rollout_tokens_per_second", "Rate of generation."),
     assign<&W::rollout_tokens_per_second>},
    {name_spec("precision",
               "bf16, fp16, fp32, tf32 or fp8; default: the first of bf16, fp16, fp32 that "
               "the device has."),
     assign<&W::precision>},
    {name_spec("recompute", "Activation recomputation: none, selective or full."),
     assign<&W::recompute>},
    {number_spec("tokens_per_second", "Training tokens per second, average of the run."),
     assign<&W::tokens_per_second>},
    {name_spec("tokens_per_second_scope", "device or total."), assign<&W::tokens_per_second_scope>},
    {share_spec("mfu", limits::k_fraction, "Model FLOPs utilization, 0 to 1."), assign<&W::mfu>},
    {name_spec("mfu_kind", "steady (default: of a benchmark) or run (of the whole run)."),
     assign<&W::mfu_kind>},
    {share_spec("goodput", limits::k_fraction, "Share of the time that makes progress."),
     assign<&W::goodput>},
    {number_spec("peak_tflops", "Dense peak of one device, TFLOP/s; default: the table's."),
     assign<&W::peak_tflops>},
};

// What stays true of a workload of which a part could not be read.
bool is_of_one_value(const Diagnostic& problem) noexcept {
  return problem.code == "out-of-range" || problem.code == "unknown-value";
}

void set_workload(Job& job, Reading& reading, const Found& found) {
  if (found.value->kind != Value::Kind::object)
    return reading.refuse_type(found, "an object", R"(write {"parameters": "7B", "tokens": "2T"})");
  const std::size_t errors = reading.error_count();
  Workload workload;
  read_entry<Workload>(reading, "workload", *found.value, k_workload, workload);
  const bool whole = reading.error_count() == errors;
  for (const Diagnostic& problem : check_workload(workload)) {
    if (!whole && !is_of_one_value(problem)) continue;
    if (problem.severity == Severity::error)
      reading.error(problem.code, problem.place, problem.message, problem.hint);
    else
      reading.warn(problem.code, problem.place, problem.message, problem.hint);
  }
  job.workload = std::move(workload);
}

// Only their shape: a stage is read once the keys of the job around it are known.
void check_stages(Job&, Reading& reading, const Found& found) {
  if (found.value->kind != Value::Kind::array)
    return reading.refuse_type(found, "a list of objects",
                               R"(write [{"name": "training", "runtime": "10h"}])");
  if (found.value->children().empty())
    return reading.error("empty-value", found.value->place,
                         fmt::format("`{}` is empty", found.key));
  std::size_t items = 0;
  for (const Value& item : found.value->children()) {
    if (item.kind != Value::Kind::object)
      reading.refuse_type({found.spec, &item, nullptr, found.key}, "a list of objects");
    if (++items == limits::k_stages + 1)
      reading.error("too-many-items", item.place,
                    fmt::format("`{}` has more than {} items", found.key, limits::k_stages));
  }
}

constexpr Field<Job> k_job[]{
    {{.key = "name", .holds = Holds::text, .range = {0, limits::k_name_bytes}, .doc = "Free text."},
     assign_text<&Job::name>},
    {{.key = "description",
      .holds = Holds::text,
      .range = {0, limits::k_description_bytes},
      .doc = "Free text."},
     assign_text<&Job::description>},
    {{.key = "hardware",
      .holds = Holds::nested,
      .forms = k_object_form,
      .object = "hardware",
      .doc = "One node, times `nodes`."},
     set_hardware},
    {{.key = "runtime",
      .holds = Holds::quantity,
      .dimension = Dimension::time,
      .range = limits::k_runtime,
      .fact = "time",
      .doc = "Wall-clock time of one run."},
     assign<&Job::runtime>},
    {{.key = "accelerator_hours",
      .holds = Holds::number,
      .range = limits::k_accelerator_hours,
      .fact = "time",
      .doc = "Accelerator-hours of one run, all nodes; instead of runtime."},
     assign<&Job::accelerator_hours>},
    {{.key = "energy",
      .holds = Holds::quantity,
      .dimension = Dimension::energy,
      .range = limits::k_energy,
      .doc = "Measured energy of one run, instead of a power model."},
     assign<&Job::energy>},
    {{.key = "energy_scope",
      .holds = Holds::choice,
      .choices = k_scopes,
      .doc = "What was measured; required with energy."},
     assign<&Job::energy_scope>},
    {{.key = "runs",
      .holds = Holds::number,
      .range = limits::k_runs,
      .doc = "How many times it is run; may be fractional; default 1."},
     assign<&Job::runs>},
    {{.key = "region",
      .holds = Holds::text,
      .range = k_short_text,
      .example = "gcp:us-central1",
      .doc = "Cloud region, zone, state or country."},
     assign<&Job::region>},
    {{.key = "year",
      .holds = Holds::integer,
      .range = limits::k_year,
      .fact = "when",
      .doc = "Year of the grid data."},
     assign<&Job::year>},
    {{.key = "start",
      .holds = Holds::time,
      .example = "2024-05-31T08:00:00Z",
      .fact = "when",
      .doc = "Start of the job, RFC 3339 with its zone."},
     assign<&Job::start>},
    {{.key = "pue",
      .holds = Holds::number,
      .range = limits::k_pue,
      .doc = "Power usage effectiveness of the site, 1 or more."},
     assign<&Job::pue>},
    {{.key = "carbon_intensity",
      .holds = Holds::quantity,
      .dimension = Dimension::intensity,
      .range = limits::k_intensity,
      .fact = "intensity",
      .doc = "CO2e of the electricity, instead of the grid table."},
     assign<&Job::carbon_intensity>},
    {{.key = "carbon_intensity_kind",
      .holds = Holds::choice,
      .choices = k_kinds,
      .fact = "intensity",
      .doc = "What carbon_intensity is; default average."},
     assign<&Job::carbon_intensity_kind>},
    {{.key = "market_based_intensity",
      .holds = Holds::quantity,
      .dimension = Dimension::intensity,
      .range = limits::k_intensity,
      .doc = "By contract; gives a second, market-based total."},
     assign<&Job::market_based_intensity>},
    {{.key = "intensity_series",
      .holds = Holds::text,
      .range = k_short_text,
      .doc = "File name, beside the job file, of a series of intensities; needs `start`."},
     set_series},
    {{.key = "embodied",
      .holds = Holds::nested,
      .forms = k_false_form | k_object_form,
      .object = "embodied",
      .doc = "Manufacture of the hardware: false, or how to count it."},
     set_embodied},
    {{.key = "functional_unit",
      .holds = Holds::nested,
      .forms = k_object_form | k_list_form,
      .object = "functional_unit",
      .doc = "What the SCI score is per; default one run."},
     set_functional_units},
    {{.key = "method",
      .holds = Holds::text,
      .range = k_short_text,
      .example = "native",
      .doc = "Energy method; see `carbonest list methods`."},
     set_method},
    {{.key = "workload",
      .holds = Holds::nested,
      .forms = k_object_form,
      .object = "workload",
      .doc = "What is trained, on how much data; derives the time when no time is given."},
     set_workload},
    {{.key = "boundary",
      .holds = Holds::choice,
      .choices = k_boundaries,
      .doc = "Whose part of an AI system it is, for the SCI score: the making of the model "
             "(provider, default) or its use (consumer)."},
     set_boundary<Job>},
    {{.key = k_stages_key,
      .holds = Holds::nested,
      .forms = k_list_form,
      .object = "stage",
      .doc = "Parts of the job; each has the job's keys, with its own on top, and a name."},
     check_stages},
};

// What a stage may not have: these belong to the whole job.
constexpr std::array<std::string_view, 2> k_not_in_stages{k_stages_key, "functional_unit"};
bool in_stages(std::string_view key) noexcept {
  return std::ranges::find(k_not_in_stages, key) == k_not_in_stages.end();
}

ObjectSpec stage_spec() {
  ObjectSpec object{"stage", "A part of the job; the job's own keys hold where it has none", {}};
  for (const Field<Job>& field : k_job)
    if (in_stages(field.spec.key)) object.fields.push_back(&field.spec);
  return object;
}

template <class Owner, std::size_t Size>
ObjectSpec object_spec(std::string_view name, std::string_view title,
                       const Field<Owner> (&fields)[Size]) {
  ObjectSpec object{name, title, {}};
  for (const Field<Owner>& field : fields) object.fields.push_back(&field.spec);
  return object;
}

}  // namespace

const std::vector<ObjectSpec>& job_objects() {
  static const std::vector<ObjectSpec> objects{
      object_spec("job", "A training job", k_job),
      object_spec("hardware", "One node", k_hardware),
      object_spec("accelerator", "Equal accelerators of one node", k_accelerator),
      object_spec("cpu", "Processors of one node", k_cpu),
      object_spec("storage", "Disks of one node", k_storage),
      object_spec("host", "The rest of one node", k_host),
      object_spec("embodied", "How manufacture is counted", k_embodied),
      object_spec("functional_unit", "What the SCI score is per", k_functional_unit),
      object_spec("workload", "What is trained, on how much data, and how fast", k_workload),
      stage_spec(),
  };
  return objects;
}

std::span<const Field<Job>> job_fields() noexcept { return k_job; }

namespace {

using Options = std::span<const Value* const>;

// The stage's own keys that count: options win over them.
std::vector<const Value*> keys_of_stage(Reading& reading, const Value& item, Options options) {
  std::vector<const Value*> keys(options.begin(), options.end());
  const auto is_overridden = [&](const Value& member) {
    return std::ranges::any_of(options, [&](const Value* option) {
      for (const Field<Job>& field : k_job)
        if (match_key(field.spec, option->key).spec != nullptr)
          return says_the_same<Job>(k_job, field.spec, member.key);
      return false;
    });
  };
  for (const Value& member : item.children()) {
    if (is_users_own(member.key) || is_overridden(member)) continue;
    if (in_stages(member.key))
      keys.push_back(&member);
    else
      reading.error("unknown-key", member.key_place,
                    fmt::format("a stage has no `{}`: it belongs to the whole job", member.key));
  }
  return keys;
}

// The job is read again with the stage's keys in place of its own, so that one rule serves both.
Job read_stage(Reading& reading, const Value& job_object, const Value& item, Options options) {
  Job stage;
  stage.place = item.place;
  const std::vector<const Value*> keys = keys_of_stage(reading, item, options);
  const Seen seen = read_object<Job>(reading, "job", job_object, k_job, stage, keys);
  check_job(reading, seen, stage);
  check_evidence(reading, seen, keys);
  const auto has = [&](std::string_view key) {
    return std::ranges::find(keys, key, [](const Value* value) { return value->key; }) !=
           keys.end();
  };
  if (!has("name")) reading.error("missing-key", item.place, "a stage needs a `name`");
  if (!has("description")) stage.description.clear();
  stage.functional_units.clear();
  return stage;
}

void read_stages(Reading& reading, const Value& object, const Value& stages, Options options,
                 Job& job) {
  for (const Value& item : stages.children()) {
    if (item.kind != Value::Kind::object || job.stages.size() == limits::k_stages) continue;
    Job stage = read_stage(reading, object, item, options);
    if (std::ranges::find(job.stages, stage.name, &Job::name) != job.stages.end())
      reading.error("duplicate-name", item.place,
                    fmt::format("two stages are called {}", in_quotes(stage.name)));
    job.stages.push_back(std::move(stage));
  }
}

const Value* member_of(const Value& object, std::string_view key) noexcept {
  for (const Value& member : object.children())
    if (member.key == key) return &member;
  return nullptr;
}

}  // namespace

void read_job_object(Reading& reading, const Value& object, std::span<const Value* const> options,
                     Job& job) {
  const Seen seen = read_object<Job>(reading, "job", object, k_job, job, options);
  const Value* stages = member_of(object, k_stages_key);
  if (stages == nullptr) {
    check_job(reading, seen, job);
    return check_evidence(reading, seen, options);
  }
  if (stages->kind == Value::Kind::array) read_stages(reading, object, *stages, options, job);
}

}  // namespace carbonest
