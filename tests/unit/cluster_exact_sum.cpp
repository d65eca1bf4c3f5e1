// SPDX-License-Identifier: Apache-2.0
#include "cluster/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "../bench/sacct_log.hpp"
#include "catch.hpp"

using carbonest::cluster::ExactSum;

namespace {

ExactSum sum_of(std::initializer_list<double> terms) {
  ExactSum sum;
  for (const double term : terms) sum.add(term);
  return sum;
}

// Doubles of all sizes that the sum takes without rounding, and both signs.
double random_term(carbonest::bench::Random& random) {
  const double mantissa = static_cast<double>(random.next() >> 11);
  const int scale = static_cast<int>(random.below(100)) - 95;
  return std::ldexp(mantissa, scale) * (random.below(2) == 0 ? 1 : -1);
}

}  // namespace

TEST_CASE("a sum of one term is that term") {
  for (const double term :
       {0.0, 1.0, -1.0, 0.1, 1e-9, 12345.678, 0x1p62, -0x1.fffffffffffffp62, 0x1p-43}) {
    INFO(term);
    CHECK(sum_of({term}).value() == term);
    CHECK(ExactSum::from_text(sum_of({term}).text()) == sum_of({term}));
  }
}

TEST_CASE("terms that cancel leave what is between them") {
  CHECK(sum_of({1e18, 1, -1e18}).value() == 1);
  CHECK(sum_of({1e18, 0x1p-40, -1e18}).value() == 0x1p-40);
  CHECK(sum_of({-5, 2}).value() == -3);
  CHECK(sum_of({0.1, -0.1}) == ExactSum{});
  CHECK(sum_of({-0.0, 0.0}).text() == "0");
}

TEST_CASE("a carry runs through all limbs") {
  ExactSum sum = sum_of({0x1p62, 0x1p62});
  sum.add(-0x1p-96);
  CHECK(sum.text() == "7fffffffffffffff.ffffffffffffffffffffffff");
  sum.add(0x1p-96);
  CHECK(sum.value() == 0x1p63);
  sum.add(-0x1p62);
  sum.add(-0x1p62);
  CHECK(sum == ExactSum{});
}

TEST_CASE("the value is the nearest double, ties to even") {
  CHECK(sum_of({1, 0x1p-53}).value() == 1);
  CHECK(sum_of({1, 0x1p-52, 0x1p-53}).value() == 1 + 0x1p-51);
  CHECK(sum_of({1, 0x1p-53, 0x1p-90}).value() == 1 + 0x1p-52);
  CHECK(sum_of({-1, -0x1p-53, -0x1p-90}).value() == -1 - 0x1p-52);
}

TEST_CASE("what is smaller than the last place is rounded, once for each term") {
  CHECK(sum_of({0x1p-98}) == ExactSum{});
  CHECK(sum_of({0x1.8p-97}).value() == 0x1p-96);
  CHECK(sum_of({std::numeric_limits<double>::denorm_min()}) == ExactSum{});
}

TEST_CASE("ten times a tenth is the sum of the doubles, not of the decimals") {
  ExactSum sum;
  for (int i = 0; i < 10; ++i) sum.add(0.1);
  CHECK(sum.value() == 1.0);  // 10 x 0.1000000000000000055 is nearer to 1 than to the next double
  CHECK(sum.text() != "1");
}

TEST_CASE("neither order nor grouping changes a bit") {
  carbonest::bench::Random random(11);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> terms;
    for (int i = 0; i < 200; ++i) terms.push_back(random_term(random));
    ExactSum forward, backward, parts[3];
    for (const double term : terms) forward.add(term);
    std::ranges::reverse(terms);
    for (std::size_t i = 0; i < terms.size(); ++i) {
      backward.add(terms[i]);
      parts[random.below(3)].add(terms[i]);
    }
    CHECK(forward == backward);
    CHECK(forward == parts[2] + parts[0] + parts[1]);
    CHECK(ExactSum::from_text(forward.text()) == forward);
    for (const double term : terms) forward.add(-term);
    CHECK(forward == ExactSum{});
  }
}

TEST_CASE("a term that is no term is a bug of ours") {
  ExactSum sum;
  CHECK_THROWS_AS(sum.add(std::numeric_limits<double>::infinity()), std::logic_error);
  CHECK_THROWS_AS(sum.add(std::numeric_limits<double>::quiet_NaN()), std::logic_error);
  CHECK_THROWS_AS(sum.add(0x1p63), std::logic_error);
  CHECK(sum == ExactSum{});
}

TEST_CASE("only its own text is read") {
  CHECK(ExactSum::from_text("1f.8")->value() == 31.5);
  CHECK(ExactSum::from_text("-0.4")->value() == -0.25);
  for (const char* text :
       {"", "-", ".", "1.", ".5", "0x1", "1F", "g", "-0", "1.0000000000000000000000001", "+1", " 1",
        "1p3", "8000000000000000000000000", "ffffffffffffffffffffffff", "1 "}) {
    INFO(text);
    CHECK(!ExactSum::from_text(text));
  }
}
