// SPDX-License-Identifier: Apache-2.0
// The tests run in the C locale, and once more in a locale with decimal commas: no number may change.
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <locale>

#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

namespace {

bool adopt_locale() {
  if (std::getenv("CARBONEST_TEST_LOCALE") == nullptr) return true;
  const char* name = std::setlocale(LC_ALL, "");
  if (name == nullptr) {
    std::fputs("CARBONEST_TEST_LOCALE: the locale of the environment is not installed\n", stderr);
    return false;
  }
  std::locale::global(std::locale(""));
  std::printf("locale %s, decimal point '%s'\n", name, std::localeconv()->decimal_point);
  return true;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (!adopt_locale()) return EXIT_FAILURE;
  return Catch::Session().run(argc, argv);
}
