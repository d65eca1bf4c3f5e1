// SPDX-License-Identifier: Apache-2.0
#pragma once
// Physical quantities as types. A number enters by naming its unit (`watts(300)`) and leaves by naming
// it (`in_watts(p)`); adding power to energy, or passing a bare number, does not compile.
// Each dimension stores the unit that the field reports in (W, kWh, kg CO2e, g/kWh, GB), so that a
// number given in that unit comes back bit for bit.

#include <chrono>
#include <compare>
#include <ratio>

namespace carbonest {

/// Wall-clock time in hours; every other std::chrono duration converts to it.
using Hours = std::chrono::duration<double, std::ratio<3600>>;

template <class Dimension>
class Quantity {
 public:
  constexpr Quantity() noexcept = default;

  friend constexpr auto operator<=>(Quantity, Quantity) noexcept = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) noexcept { return Quantity{a.value_ + b.value_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) noexcept { return Quantity{a.value_ - b.value_}; }
  friend constexpr Quantity operator*(Quantity a, double k) noexcept { return Quantity{a.value_ * k}; }
  friend constexpr Quantity operator*(double k, Quantity a) noexcept { return Quantity{k * a.value_}; }
  friend constexpr Quantity operator/(Quantity a, double k) noexcept { return Quantity{a.value_ / k}; }
  friend constexpr double operator/(Quantity a, Quantity b) noexcept { return a.value_ / b.value_; }
  constexpr Quantity& operator+=(Quantity b) noexcept { value_ += b.value_; return *this; }

 private:
  template <class D> friend constexpr Quantity<D> in_base_unit(double) noexcept;
  template <class D> friend constexpr double base_value(Quantity<D>) noexcept;
  explicit constexpr Quantity(double value) noexcept : value_{value} {}
  double value_ = 0.0;
};

/// For makers and accessors below, and for tables that know the dimension only as a template argument.
template <class D> constexpr Quantity<D> in_base_unit(double v) noexcept { return Quantity<D>{v}; }
template <class D> constexpr double base_value(Quantity<D> q) noexcept { return q.value_; }

namespace dimension {
struct Power;      // W
struct Energy;     // kWh
struct CarbonMass; // kg CO2e
struct Intensity;  // g CO2e per kWh
struct Capacity;   // GB = 10^9 bytes
}  // namespace dimension

using Power = Quantity<dimension::Power>;
using Energy = Quantity<dimension::Energy>;
using CarbonMass = Quantity<dimension::CarbonMass>;
using Intensity = Quantity<dimension::Intensity>;
using Capacity = Quantity<dimension::Capacity>;

constexpr Power watts(double v) noexcept { return in_base_unit<dimension::Power>(v); }
constexpr Power kilowatts(double v) noexcept { return watts(v * 1e3); }
constexpr double in_watts(Power p) noexcept { return base_value(p); }

constexpr Energy kilowatt_hours(double v) noexcept { return in_base_unit<dimension::Energy>(v); }
constexpr Energy joules(double v) noexcept { return kilowatt_hours(v / 3.6e6); }
constexpr double in_kilowatt_hours(Energy e) noexcept { return base_value(e); }

constexpr CarbonMass kilograms(double v) noexcept { return in_base_unit<dimension::CarbonMass>(v); }
constexpr CarbonMass grams(double v) noexcept { return kilograms(v / 1e3); }
constexpr double in_kilograms(CarbonMass m) noexcept { return base_value(m); }
constexpr double in_grams(CarbonMass m) noexcept { return base_value(m) * 1e3; }

constexpr Intensity grams_per_kwh(double v) noexcept { return in_base_unit<dimension::Intensity>(v); }
constexpr double in_grams_per_kwh(Intensity i) noexcept { return base_value(i); }

constexpr Capacity gigabytes(double v) noexcept { return in_base_unit<dimension::Capacity>(v); }
constexpr Capacity gibibytes(double v) noexcept { return gigabytes(v * 1.073741824); }
constexpr double in_gigabytes(Capacity c) noexcept { return base_value(c); }

// The physics of the program: these products and no others.
constexpr Energy operator*(Power p, Hours t) noexcept { return kilowatt_hours(in_watts(p) * t.count() / 1e3); }
constexpr Energy operator*(Hours t, Power p) noexcept { return p * t; }
constexpr CarbonMass operator*(Energy e, Intensity i) noexcept {
  return kilograms(in_kilowatt_hours(e) * in_grams_per_kwh(i) / 1e3);
}
constexpr CarbonMass operator*(Intensity i, Energy e) noexcept { return e * i; }

/// A share in [0, 1]. The maker does not check; readers do, and say `did you mean 0.87?`.
class Fraction {
 public:
  constexpr Fraction() noexcept = default;
  friend constexpr auto operator<=>(Fraction, Fraction) noexcept = default;
  friend constexpr Fraction fraction(double) noexcept;
  constexpr double value() const noexcept { return value_; }

 private:
  explicit constexpr Fraction(double v) noexcept : value_{v} {}
  double value_ = 0.0;
};
constexpr Fraction fraction(double v) noexcept { return Fraction{v}; }

}  // namespace carbonest
