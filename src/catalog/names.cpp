// SPDX-License-Identifier: Apache-2.0
#include "catalog/names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <span>

#include "carbonest/catalog.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_longest_compared = 64;  // longer words are no typing errors

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_separator(char c) { return c == ' ' || c == '_' || c == '-' || c == '\t'; }

constexpr std::array<std::string_view, 6> k_marks{"(r)",    "(tm)",   "(c)",
                                                  "\u00AE", "\u2122", "\u00A9"};

/// Bytes of the trade mark sign at the start of `text` (in lower case), 0 if there is none.
std::size_t mark_length(std::string_view text) {
  for (const std::string_view mark : k_marks) {
    const auto same = [](char a, char b) { return lower(a) == b; };
    if (text.size() >= mark.size() && std::equal(mark.begin(), mark.end(), text.begin(),
                                                 [&](char m, char t) { return same(t, m); }))
      return mark.size();
  }
  return 0;
}

std::string without_marks(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t length = mark_length(name.substr(i));
    out += length == 0 ? name[i] : ' ';
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

struct VendorWord {
  std::string_view words, vendor;
};

// Words that may be left out before a model name, longest first where one starts another. Adding a
// vendor is one row.
constexpr std::array k_vendor_words{
    VendorWord{"nvidia", "NVIDIA"},
    VendorWord{"tesla", "NVIDIA"},
    VendorWord{"geforce", "NVIDIA"},
    VendorWord{"amd", "AMD"},
    VendorWord{"instinct", "AMD"},
    VendorWord{"radeon", "AMD"},
    VendorWord{"intel", "Intel"},
    VendorWord{"habana", "Intel"},
    VendorWord{"google cloud", "Google"},
    VendorWord{"google", "Google"},
    VendorWord{"cloud", "Google"},
    VendorWord{"amazon", "AWS"},
    VendorWord{"aws", "AWS"},
    VendorWord{"apple", "Apple"},
    VendorWord{"huawei", "Huawei"},
    VendorWord{"graphcore", "Graphcore"},
    VendorWord{"cerebras", "Cerebras"},
    VendorWord{"microsoft", "Microsoft"},
    VendorWord{"azure", "Microsoft"},
    VendorWord{"meta", "Meta"},
    VendorWord{"cambricon", "Cambricon"},
    VendorWord{"moore threads", "Moore Threads"},
    VendorWord{"qualcomm", "Qualcomm"},
    VendorWord{"groq", "Groq"},
    VendorWord{"alibaba", "Alibaba"},
    VendorWord{"baidu", "Baidu"},
    VendorWord{"biren", "Biren"},
    VendorWord{"metax", "MetaX"},
    VendorWord{"iluvatar", "Iluvatar"},
    VendorWord{"ampere", "Ampere"},
    VendorWord{"fujitsu", "Fujitsu"},
    VendorWord{"ibm", "IBM"},
    VendorWord{"broadcom", "Broadcom"},
    VendorWord{"tesla", "Tesla"},
};

/// Bytes of `words` and the separators after it at the start of `text`; 0 unless the word ends
/// there.
std::size_t leading_words(std::string_view text, std::string_view words) {
  if (text.size() <= words.size()) return 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool same = words[i] == ' ' ? is_separator(text[i]) : lower(text[i]) == words[i];
    if (!same) return 0;
  }
  std::size_t end = words.size();
  if (!is_separator(text[end])) return 0;
  while (end < text.size() && is_separator(text[end])) ++end;
  return end < text.size() ? end : 0;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// Words of /proc/cpuinfo that tell no model from another: "CPU", "64-Core", "Processor".
bool is_cpu_filler(std::string_view word) {
  const std::string folded = lower_ascii(word);
  return folded == "cpu" || folded == "processor" || folded.ends_with("-core");
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(k_blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(k_blank) - begin + 1);
}

std::string fold_id(std::string_view id) {
  std::string out = lower_ascii(id);
  std::ranges::replace_if(out, is_separator, '-');
  return out;
}

std::string fold_name(std::string_view name, Folding folding) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t mark = mark_length(name.substr(i));
    const char c = name[i];
    if (mark == 0 && folding == Folding::keep_dashes && (c == '-' || c == '_')) {
      out += '-';
    } else if (mark == 0 && !is_separator(c)) {
      out += lower(c);
    }
    i += std::max<std::size_t>(mark, 1);
  }
  return out;
}

VendorSplit without_vendor(std::string_view name, std::string_view vendor) {
  const std::string plain = without_marks(name);
  std::string_view rest = trimmed(plain);
  std::string_view owner = vendor;
  bool found = false;
  const auto take = [&](const VendorWord& row) {
    if (!owner.empty() && row.vendor != owner) return false;
    const std::size_t length = leading_words(rest, row.words);
    if (length == 0) return false;
    owner = row.vendor;
    rest.remove_prefix(length);
    return found = true;
  };
  while (std::ranges::any_of(k_vendor_words, take)) {
  }
  if (!found) return {};
  return {std::string(rest), owner};
}

std::string bare_cpu_name(std::string_view name) {
  const std::string plain = without_marks(name.substr(0, std::min(name.find('@'), name.size())));
  std::vector<std::string_view> words = split_words(plain);
  const auto graphics = std::ranges::find(words, "with", lower_ascii);  // "with Radeon Graphics"
  words.erase(graphics, words.end());
  std::erase_if(words, is_cpu_filler);
  if (words.size() > 2 && lower_ascii(words[1]) == "gen" && is_digit(words[0].front()))
    words.erase(words.begin(), words.begin() + 2);                // "11th Gen"
  if (words.size() > 2 && words.back() == "0") words.pop_back();  // "E5-2620 0"
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return fold_name(out) == fold_name(name) ? std::string{} : out;
}

std::string region_of_zone(std::string_view name) {
  name = trimmed(name);
  if (name.size() < 3 || !is_letter(name.back())) return {};
  name.remove_suffix(1);
  if (name.back() == '-') name.remove_suffix(1);
  return is_digit(name.back()) ? std::string(name) : std::string{};
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit || std::max(a.size(), b.size()) > k_longest_compared) return limit + 1;
  using Line = std::array<std::size_t, k_longest_compared + 1>;
  Line before{}, previous{}, current{};
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    std::size_t best = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before[j - 2] + 1);
      best = std::min(best, current[j]);
    }
    if (best > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return std::min(previous[b.size()], limit + 1);
}

std::size_t typing_errors_allowed(std::size_t length) noexcept {
  if (length < 3) return 0;
  return std::clamp<std::size_t>(length / 3, 1, 4);
}

std::size_t NearestNames::cut_off(std::size_t allowed) const {
  return nearest_.size() < limit_ ? allowed : std::min(allowed, nearest_.back().distance);
}

void NearestNames::consider(std::size_t distance, std::string_view name) {
  const auto known = std::ranges::find(nearest_, name, &Near::name);
  if (known != nearest_.end()) {
    if (known->distance <= distance) return;
    nearest_.erase(known);
  }
  Near near{distance, std::string(name)};
  nearest_.insert(std::ranges::upper_bound(nearest_, near), std::move(near));
  if (nearest_.size() > limit_) nearest_.pop_back();
}

std::vector<std::string> NearestNames::take() && {
  std::vector<std::string> names;
  for (Near& near : nearest_) names.push_back(std::move(near.name));
  return names;
}

std::vector<std::string> nearest_names(std::string_view word,
                                       std::span<const std::string_view> names, std::size_t limit) {
  const std::string folded = fold_name(word);
  const std::size_t allowed = typing_errors_allowed(folded.size());
  NearestNames nearest(limit);
  if (limit == 0) return {};
  for (const std::string_view name : names) {
    const std::size_t distance = edit_distance(folded, fold_name(name), allowed);
    if (distance <= allowed) nearest.consider(distance, name);
  }
  return std::move(nearest).take();
}

}  // namespace carbonest
