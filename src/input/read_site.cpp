// SPDX-License-Identifier: Apache-2.0
// The site file of a cluster. What it says of a place and of nodes goes through the rows of a job.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "carbonest/cluster.hpp"
#include "input/guard.hpp"
#include "input/job_fields.hpp"
#include "input/json_document.hpp"
#include "input/words.hpp"

namespace carbonest {
namespace {

struct PartitionDraft {
  Job job;  ///< for its hardware
  Maybe<std::int64_t> cpus_per_node;
};
struct SiteDraft {
  Job job;  ///< for what a site and a job have in common
  ClusterSite site;
};

const Field<Job>& job_field(std::string_view key) noexcept {
  return *std::ranges::find(job_fields(), key, [](const Field<Job>& row) { return row.spec.key; });
}

template <class Draft>
void set_as_job(Draft& draft, Reading& reading, const Found& found) {
  job_field(found.spec->key).set(draft.job, reading, found);
}

template <class Draft>
Field<Draft> as_in_job(std::string_view key, std::string_view doc = {}) {
  FieldSpec spec = job_field(key).spec;
  if (!doc.empty()) spec.doc = doc;
  return {spec, set_as_job<Draft>};
}

void set_node_cpus(PartitionDraft& part, Reading& reading, const Found& found) {
  if (const auto cpus = reading.integer(found))
    part.cpus_per_node = Given<std::int64_t>{*cpus, found.value->place};
}

void set_text_ignored(SiteDraft&, Reading& reading, const Found& found) { reading.text(found); }

void set_utc_offset(SiteDraft& draft, Reading& reading, const Found& found) {
  const auto text = reading.text(found);
  if (!text) return;
  const Result<std::chrono::seconds> offset = read_utc_offset(*text, nullptr);
  if (offset) {
    draft.site.utc_offset = *offset;
    return;
  }
  for (const Diagnostic& error : offset.error())
    reading.error(error.code, found.value->place, error.message, error.hint);
}

void set_devices(SiteDraft& draft, Reading& reading, const Found& found) {
  if (found.value->kind != Value::Kind::object)
    return reading.refuse_type(found, "an object", R"(write {"a100": "A100-SXM4-80GB"})");
  const FieldSpec name{.key = "devices", .holds = Holds::text, .range = {1, limits::k_name_bytes}};
  for (const Value& member : found.value->children())
    if (auto model = reading.text({&name, &member, nullptr, member.key}))
      draft.site.devices.push_back({std::string(member.key), std::move(*model), member.place});
}

const std::vector<Field<PartitionDraft>>& partition_fields() {
  static const std::vector<Field<PartitionDraft>> fields{
      [] {
        auto field = as_in_job<PartitionDraft>("hardware", "One node of the partition.");
        field.spec.required = true;
        return field;
      }(),
      {{.key = "cpus_per_node",
        .holds = Holds::integer,
        .range = limits::k_cores,
        .doc = "CPUs of one node as Slurm counts them: cores, or threads; default its cores."},
       set_node_cpus},
  };
  return fields;
}

void set_partitions(SiteDraft& draft, Reading& reading, const Found& found) {
  constexpr std::string_view k_hint =
      R"(write {"gpu": {"hardware": {"accelerator": "4x A100-SXM4-80GB"}}})";
  if (found.value->kind != Value::Kind::object)
    return reading.refuse_type(found, "an object", std::string(k_hint));
  for (const Value& member : found.value->children()) {
    if (member.kind != Value::Kind::object) {
      reading.refuse_type({found.spec, &member, nullptr, member.key}, "an object",
                          std::string(k_hint));
      continue;
    }
    PartitionDraft part;
    read_object<PartitionDraft>(reading, "partition", member, partition_fields(), part);
    ClusterPartition& out = draft.site.partitions.emplace_back();
    out.name = member.key;
    out.cpus_per_node = part.cpus_per_node;
    if (part.job.hardware) out.hardware = std::move(*part.job.hardware);
    if (out.hardware.nodes)
      reading.error("conflicting-keys", out.hardware.nodes->place,
                    "`hardware` of a partition is one node: it has no `nodes`",
                    "Slurm says how many nodes each job had");
  }
}

const std::vector<Field<SiteDraft>>& site_fields() {
  static const std::vector<Field<SiteDraft>> fields{
      {{.key = "name",
        .holds = Holds::text,
        .range = {0, limits::k_name_bytes},
        .doc = "Free text."},
       set_text_ignored},
      {{.key = "description",
        .holds = Holds::text,
        .range = {0, limits::k_description_bytes},
        .doc = "Free text."},
       set_text_ignored},
      as_in_job<SiteDraft>("region", "Where the cluster stands: region, state or country."),
      as_in_job<SiteDraft>("pue"),
      as_in_job<SiteDraft>("carbon_intensity"),
      as_in_job<SiteDraft>("intensity_series",
                           "File name, beside the site file, of a series of intensities: each job "
                           "is charged with the mean over its own time."),
      {{.key = "utc_offset",
        .holds = Holds::text,
        .range = {1, limits::k_name_bytes},
        .example = "+01:00",
        .doc = "What Slurm's time stamps are in; matters for a series. Default UTC."},
       set_utc_offset},
      as_in_job<SiteDraft>("embodied"),
      {{.key = "devices",
        .holds = Holds::map,
        .forms = k_text_form,
        .doc = "Slurm's names of devices (gres/gpu:NAME), and theirs in the accelerator table."},
       set_devices},
      {{.key = "partitions",
        .holds = Holds::map,
        .forms = k_object_form,
        .object = "partition",
        .doc = "The nodes of each partition."},
       set_partitions},
  };
  return fields;
}

void check_site(Reading& reading, const Seen& seen, const Job& job) {
  if (job.carbon_intensity && job.intensity_series)
    reading.error("conflicting-keys", job.intensity_series->place,
                  "`intensity_series` and `carbon_intensity` are two intensities",
                  "leave one of them out");
  const bool placed =
      seen.has("region") || seen.has("carbon_intensity") || seen.has("intensity_series");
  if (!placed)
    reading.error("missing-key", job.place, "the site does not say where it is",
                  "give `region`, `carbon_intensity` or `intensity_series`");
}

template <class Owner>
ObjectSpec spec_of(std::string_view name, std::string_view title,
                   const std::vector<Field<Owner>>& fields) {
  ObjectSpec object{name, title, {}};
  for (const Field<Owner>& field : fields) object.fields.push_back(&field.spec);
  return object;
}

}  // namespace

const std::vector<ObjectSpec>& site_objects() {
  static const std::vector<ObjectSpec> objects{
      spec_of("site", "The site of a cluster", site_fields()),
      spec_of("partition", "Nodes of one kind", partition_fields()),
  };
  return objects;
}

Result<ClusterSite> read_site(JobText input, std::span<const Override> overrides,
                              Diagnostics& warnings) {
  constexpr TextBounds k_bounds{.what = "a site file", .start = R"({"region": )"};
  if (auto problem = check_bytes(input.text, k_bounds)) return std::move(*problem);
  Result<JsonDocument> document = parse_json(input.text, k_bounds);
  if (!document) return std::move(document).error();
  const Value& root = document->root();
  Reading reading(input.text, warnings);
  reading.add_errors(document->duplicate_keys);
  SiteDraft draft;
  draft.job.place = root.place;
  if (root.kind != Value::Kind::object) {
    reading.error("wrong-type", root.place,
                  fmt::format("a site is an object, not {}", describe(root.kind)),
                  R"(a site file starts with {"region": )");
  } else {
    const std::vector<Value> typed = values_of(overrides);
    std::vector<const Value*> options;
    for (const Value& value : typed) options.push_back(&value);
    const Seen seen = read_object<SiteDraft>(reading, "site", root, site_fields(), draft, options);
    check_site(reading, seen, draft.job);
  }
  if (reading.error_count() > 0) return std::move(reading).take_errors();
  ClusterSite& site = draft.site;
  site.region = std::move(draft.job.region);
  site.pue = draft.job.pue;
  site.carbon_intensity = draft.job.carbon_intensity;
  site.intensity_series = std::move(draft.job.intensity_series);
  site.embodied = draft.job.embodied;
  return std::move(site);
}

}  // namespace carbonest
