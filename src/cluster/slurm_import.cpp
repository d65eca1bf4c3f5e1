// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "catalog/sha256.hpp"
#include "cluster/accountant.hpp"
#include "cluster/problem.hpp"
#include "cluster/sacct_json.hpp"
#include "cluster/sacct_reader.hpp"
#include "cluster/utf8_text.hpp"
#include "report/number.hpp"

namespace carbonest {

using namespace cluster;

namespace {

// Two partial results can be added only if this is the same: all that a figure depends on beside
// the log.
std::string settings_digest(const Catalog& catalog, const TariffBook& book,
                            const SlurmOptions& options) {
  const ClusterSite& site = book.site();
  Sha256 sum;
  const auto add = [&](std::string_view text) {
    sum.add(text);
    sum.add(std::string_view("\0", 1));
  };
  add(catalog.checksum());
  add(book.region());
  add(json_number(book.pue()));
  add(site.carbon_intensity ? json_number(in_grams_per_kwh(site.carbon_intensity->value)) : "");
  add(fmt::format("{} {} {}", static_cast<int>(options.measured_energy), options.top,
                  options.dedupe));
  if (site.series != nullptr) {
    add(fmt::format("{} {} {}", site.series->start.time_since_epoch().count(),
                    site.series->step.count(), site.utc_offset ? site.utc_offset->count() : 0));
    for (const double value : site.series->values)
      add(std::isnan(value) ? std::string("gap") : json_number(value));
  }
  for (const auto& [name, model, place] : site.devices) add(fmt::format("{}={}", name, model));
  // Their tariffs say what the hardware comes to.
  for (const ClusterPartition& part : site.partitions) add(part.name);
  return sum.finish();
}

// Of kinds that the site describes, and of a CPU that it does not; the others follow from the
// tables.
void add_tariffs(TariffBook& book, Sha256& sum) {
  const auto add = [&](const Tariff& t) {
    for (const double v :
         {t.device_w.typical, t.device_w.idle, t.device_w.full, t.cpu_w.typical, t.cpu_w.idle,
          t.cpu_w.full, t.memory_w_per_gb, t.storage_w, t.host_w, t.measured_w, t.node_devices,
          t.node_cpus, t.node_gb, t.device_kg_h, t.cpu_kg_h, t.node_kg_h})
      sum.add(json_number(v) + " ");
  };
  const DeviceCount untyped{};
  add(book.find({}, nullptr));
  for (const ClusterPartition& part : book.site().partitions) {
    add(book.find(part.name, nullptr));
    add(book.find(part.name, &untyped));
  }
  sum.add(json_number(book.grid(0).g_per_kwh));
}

std::string digest_of(const ClusterSummary& summary) {
  const KindSums all = summary.totals();
  Sha256 sum;
  for (const SumRow& row : sum_rows()) sum.add((all.sums.*row.member).text() + " ");
  sum.add(fmt::format("{} {}", all.sums.jobs, summary.duplicates));
  return sum.finish().substr(0, 16);
}

/// The first line that is not blank.
struct FirstLine {
  Line line;
  std::uint64_t blank = 0;  ///< lines before it
  bool read = false;
};

Result<std::shared_ptr<const SacctLayout>> layout_of(LineReader& lines, FirstLine& first,
                                                     const SlurmOptions& options) {
  Line& line = first.line;
  while ((first.read = lines.next(line)) && line.fault == LineFault::none && line.text.empty())
    ++first.blank;
  if (!first.read) return problem_at("slurm-empty", options.file, 1, "there is nothing to read");
  if (line.fault != LineFault::none)
    return problem_at("slurm-no-header", options.file, line.number,
                      "the first line is no text of sacct",
                      "write the log with `sacct -P`, in UTF-8");
  auto found = sacct_layout(line.text, options);
  if (found) return found;
  Diagnostics errors = std::move(found).error();
  for (Diagnostic& error : errors) {
    error.file = options.file;
    error.line = static_cast<int>(line.number);
  }
  return errors;
}

}  // namespace

Result<std::shared_ptr<const SacctLayout>> read_sacct_layout(ByteSource& source,
                                                             const SlurmOptions& options) {
  LineReader lines(source);
  FirstLine first;
  return layout_of(lines, first, options);
}

struct SlurmImport::Impl {
  Impl(const Catalog& catalog, ClusterSite site, SlurmOptions given, UnitResolver resolver)
      : options{std::move(given)}, book{catalog, std::move(site), std::move(resolver)} {
    options.top = std::min<std::size_t>(options.top, 1000);
    summary.basics.top = options.top;
  }

  Segment segment(ByteRange range) const {
    Segment out;
    out.file = options.file.empty() ? std::string("-") : valid_utf8(options.file);
    out.begin = range.begin;
    out.end = range.end;
    return out;
  }
  void close(std::uint64_t lines) {
    accountant.end(lines);
    accountant.settle();
    for (Segment& part : summary.segments)
      if (part.digest.empty()) part.digest = digest_of(summary);
  }
  Diagnostics limits() const {
    if (!book.full()) return {};
    return {problem("slurm-too-many-kinds",
                    "the log names more kinds of partitions and devices than any cluster has",
                    "are the columns what --fields says?")};
  }

  Diagnostics read_lines(LineReader& lines, ByteRange range,
                         std::shared_ptr<const SacctLayout> layout);

  SlurmOptions options;
  TariffBook book;
  ClusterSummary summary;
  Accountant accountant{book, options, summary};
  std::uint64_t bytes = 0;
};

Diagnostics SlurmImport::Impl::read_lines(LineReader& lines, ByteRange range,
                                          std::shared_ptr<const SacctLayout> layout) {
  FirstLine first;
  if (!layout) {
    auto found = layout_of(lines, first, options);
    if (!found) return std::move(found).error();
    layout = *found;
  }
  SacctReader reader(std::move(layout), range, accountant);
  accountant.begin(segment(range));
  Line line;
  bool more = !first.read || reader.take(first.line);
  while (more && lines.next(line)) more = reader.take(line);
  reader.finish();
  close(reader.lines() + first.blank);
  return limits();
}

Result<SlurmImport> SlurmImport::create(const Catalog& catalog, ClusterSite site,
                                        SlurmOptions options, UnitResolver resolver) {
  auto impl =
      std::make_unique<Impl>(catalog, std::move(site), std::move(options), std::move(resolver));
  if (Diagnostics errors = impl->book.check(); !errors.empty()) return errors;
  Basics& basics = impl->summary.basics;
  basics.version = k_version;
  basics.data_version = catalog.version();
  basics.data_checksum = catalog.checksum();
  basics.region = impl->book.region();
  basics.pue = impl->book.pue();
  basics.pue_log_sd = impl->book.pue_log_sd();
  for (const Assumption& assumed : impl->book.of_place())
    impl->summary.notes.try_emplace({std::string(assumed.code), assumed.subject}, 0);
  Sha256 sum;
  sum.add(settings_digest(catalog, impl->book, impl->options));
  add_tariffs(impl->book, sum);
  basics.settings = sum.finish();
  return SlurmImport(std::move(impl));
}

Diagnostics SlurmImport::read_text(ByteSource& source, ByteRange range,
                                   std::shared_ptr<const SacctLayout> layout) {
  LineReader lines(source, range);
  if (!layout && range.begin > 0)
    return {
        problem("slurm-no-header", "a shard that is not the first needs the layout of its file")};
  Diagnostics errors = impl_->read_lines(lines, range, std::move(layout));
  impl_->bytes += lines.bytes();
  return errors;
}

Diagnostics SlurmImport::read_json(ByteSource& source) {
  ByteStream stream(source);
  impl_->accountant.begin(impl_->segment({}));
  Diagnostics errors = read_sacct_json(stream, impl_->options.file, impl_->accountant);
  impl_->close(stream.line());
  impl_->bytes += stream.bytes();
  if (errors.empty()) errors = impl_->limits();
  return errors;
}

namespace {

// A source with its first bytes put back.
class Replayed final : public ByteSource {
 public:
  Replayed(ByteSource& source, std::string_view first) : source_{source}, first_{first} {}
  std::size_t read(std::span<char> into) override {
    if (first_.empty()) return source_.read(into);
    const std::size_t count = first_.copy(into.data(), into.size());
    first_.remove_prefix(count);
    return count;
  }

 private:
  ByteSource& source_;
  std::string_view first_;
};

}  // namespace

Diagnostics SlurmImport::read(ByteSource& source) {
  std::string first(4096, '\0');
  first.resize(source.read(first));
  std::string_view shown = first;
  if (shown.starts_with("\xef\xbb\xbf")) shown.remove_prefix(3);
  const std::size_t at = shown.find_first_not_of(" \t\r\n");
  const bool json = at != std::string_view::npos && (shown[at] == '{' || shown[at] == '[');
  Replayed replayed(source, first);
  return json ? read_json(replayed) : read_text(replayed);
}

void SlurmImport::on_job(std::function<void(std::string_view)> callback) {
  impl_->accountant.on_job(std::move(callback));
}
std::uint64_t SlurmImport::bytes() const noexcept { return impl_->bytes; }
const Diagnostics& SlurmImport::problems() const noexcept { return impl_->accountant.problems(); }
const ClusterSummary& SlurmImport::summary() { return impl_->summary; }

SlurmImport::SlurmImport(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
SlurmImport::SlurmImport(SlurmImport&&) noexcept = default;
SlurmImport& SlurmImport::operator=(SlurmImport&&) noexcept = default;
SlurmImport::~SlurmImport() = default;

}  // namespace carbonest
