// SPDX-License-Identifier: Apache-2.0
#include <carbonest/version.hpp>

#include <cstdio>

int main() { std::puts(carbonest::k_version); }
