// SPDX-License-Identifier: Apache-2.0
#include "model/lognormal_sum.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"
#include "synthetic.hpp"

namespace carbonest {
namespace {

using test::Random;

constexpr double k_z = 1.645;

LognormalSum sum_of(std::initializer_list<std::pair<double, std::vector<Loading>>> terms) {
  LognormalSum sum;
  for (const auto& [central, loadings] : terms) sum.add(central, loadings);
  return sum;
}

double fenton_wilkinson_sd(const LognormalSum& sum) { return std::sqrt(log_covariance(sum, sum)); }

// Standard deviation of ln of a quantity given by its inverse distribution function.
template <class Inverse>
double log_sd(Inverse inverse) {
  constexpr int k_steps = 20000;
  double sum = 0, squares = 0;
  for (int i = 0; i < k_steps; ++i) {
    const double x = std::log(inverse((i + 0.5) / k_steps));
    sum += x;
    squares += x * x;
  }
  return std::sqrt(squares / k_steps - sum / k_steps * (sum / k_steps));
}

double triangular(double p) {  // of 1.1, 1.25, 1.6
  return p < 0.3 ? 1.1 + std::sqrt(p * 0.5 * 0.15) : 1.6 - std::sqrt((1 - p) * 0.5 * 0.35);
}
double uniform(double p) { return 0.6 + 0.3 * p; }

TEST_CASE("a product is exact", "[lognormal_sum]") {
  const std::vector<Loading> loadings{{0, 0.3}, {1, 0.4}};
  LognormalSum sum;
  sum.add(7, loadings);
  CHECK(sum.central() == 7);
  CHECK(sum.log_quantile(k_z) == Approx(k_z * 0.5).epsilon(1e-12));
  CHECK(sum.log_quantile(-k_z) == Approx(-k_z * 0.5).epsilon(1e-12));
  CHECK(log_covariance(sum, sum) == Approx(0.25).epsilon(1e-12));
  CHECK(sum.log_mean() == Approx(std::log(7) + 0.125).epsilon(1e-12));
  CHECK(sum.log_value(1, 2) == Approx(0.8).epsilon(1e-12));
  CHECK(sum.gradient(2) == std::vector<double>{0.3, 0.4});
}

TEST_CASE("terms that share everything are one product", "[lognormal_sum]") {
  const LognormalSum sum = sum_of({{1, {{0, 0.2}, {1, 0.5}}}, {3, {{0, 0.2}, {1, 0.5}}}});
  const double s = std::hypot(0.2, 0.5);
  CHECK(sum.log_quantile(-k_z) == Approx(-k_z * s).epsilon(1e-9));
  CHECK(sum.log_quantile(k_z) == Approx(k_z * s).epsilon(1e-9));
  CHECK(fenton_wilkinson_sd(sum) == Approx(s).epsilon(1e-12));
}

TEST_CASE("nothing, zero and certain terms have no spread", "[lognormal_sum]") {
  CHECK(LognormalSum{}.log_quantile(k_z) == 0);
  const LognormalSum certain = sum_of({{2, {{3, 0.0}}}, {0, {{0, 0.4}}}, {-1, {{0, 0.4}}}});
  CHECK(certain.central() == 2);
  CHECK(certain.log_quantile(k_z) == 0);
  CHECK(log_covariance(certain, certain) == 0);
  CHECK(log_covariance(LognormalSum{}, certain) == 0);
}

TEST_CASE("a factor and its inverse cancel", "[lognormal_sum]") {
  const LognormalSum sum = sum_of({{2, {{0, 0.3}, {1, 0.1}, {0, -0.3}}}});
  CHECK(sum.log_quantile(k_z) == Approx(k_z * 0.1).epsilon(1e-12));
}

// PUE tri(1.1, 1.25, 1.6) x power U(0.6, 0.9) x grid 0.2, and 10 % embodied with 0.4.
TEST_CASE("the worked sum of operational and embodied", "[lognormal_sum]") {
  const std::vector<Loading> operational{{0, log_sd(triangular)}, {1, log_sd(uniform)}, {2, 0.2}};
  LognormalSum sum;
  sum.add(1, operational);
  sum.add(0.1, std::vector<Loading>{{3, 0.4}});

  SECTION("Fenton-Wilkinson: 0.690 to 1.449 of the median") {
    const double factor = std::exp(k_z * fenton_wilkinson_sd(sum));
    CHECK(1 / factor == Approx(0.690).margin(0.001));
    CHECK(factor == Approx(1.449).margin(0.001));
  }
  SECTION("a million draws of the distributions as they are: 0.693 to 1.449 of the median") {
    Random random(4);
    const double centre = triangular(0.5) * uniform(0.5);
    std::vector<double> drawn(1'000'000);
    for (double& x : drawn)
      x = triangular(random.uniform()) * uniform(random.uniform()) / centre *
              std::exp(0.2 * random.normal()) +
          0.1 * std::exp(0.4 * random.normal());
    const double median = test::quantile(drawn, 0.5), low = test::quantile(drawn, 0.05) / median,
                 high = test::quantile(drawn, 0.95) / median;
    CHECK(low == Approx(0.693).margin(0.002));
    CHECK(high == Approx(1.449).margin(0.002));
    const double middle = sum.log_quantile(0);
    CHECK(std::exp(sum.log_quantile(-k_z) - middle) == Approx(low).epsilon(0.01));
    CHECK(std::exp(sum.log_quantile(k_z) - middle) == Approx(high).epsilon(0.01));
  }
}

TEST_CASE("two moments alone would miss the lower end where spreads differ", "[lognormal_sum]") {
  // Why log_quantile() is not Fenton-Wilkinson: half of it narrow, half of it wide.
  const LognormalSum sum = sum_of({{1, {{0, 0.2}}}, {1, {{1, 0.5}}}});
  Random random(8);
  std::vector<double> drawn(400'000);
  for (double& x : drawn) x = std::exp(0.2 * random.normal()) + std::exp(0.5 * random.normal());
  const double low = test::quantile(drawn, 0.05), high = test::quantile(drawn, 0.95);
  CHECK(2 * std::exp(sum.log_quantile(-k_z)) == Approx(low).epsilon(0.006));
  CHECK(2 * std::exp(sum.log_quantile(k_z)) == Approx(high).epsilon(0.006));
  const double s2 = log_covariance(sum, sum), log_median = sum.log_mean() - s2 / 2;
  CHECK(std::exp(log_median - k_z * std::sqrt(s2)) < 0.97 * low);
}

TEST_CASE("a sum of very many terms stays finite and narrow", "[lognormal_sum]") {
  LognormalSum sum;
  for (std::uint32_t i = 0; i < 500; ++i) sum.add(1, std::vector<Loading>{{i, 0.3}, {500, 0.2}});
  const double low = sum.log_quantile(-k_z), high = sum.log_quantile(k_z);
  CHECK(high - low == Approx(2 * k_z * 0.2).epsilon(0.01));
  CHECK((high + low) / 2 ==
        Approx(0.045).epsilon(0.02));  // the mean of 500 is e^(0.3^2 / 2) of their median
}

}  // namespace
}  // namespace carbonest
