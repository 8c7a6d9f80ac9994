// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Abseil's cord.h includes <iostream>, so every program that has a Status
// builds std::cin, std::cout and the facets of the classic locale before main
// begins: 5 % of the time of `dp-exec -- true`. dp-exec uses no standard
// stream. With these two functions the linker takes no initializer from
// libstdc++, and refuses a program that needs one, as it is then defined twice.

extern "C" {
// std::ios_base::Init::Init() and ~Init(), as the Itanium C++ ABI names them.
void DpNoStreams(void* init) __asm__("_ZNSt8ios_base4InitC1Ev");
void DpNoStreamsEnd(void* init) __asm__("_ZNSt8ios_base4InitD1Ev");

void DpNoStreams(void* /*init*/) {}
void DpNoStreamsEnd(void* /*init*/) {}
}
