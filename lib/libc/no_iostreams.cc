// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Abseil's cord.h includes <iostream>, so every program that has a Status
// builds std::cin, std::cout and the facets of the classic locale before main
// begins: 5 % of the time of `dp-exec -- true`. The header is in Debian's
// archives of Abseil as well, so not including it does not help. dp-exec uses
// no standard stream. With these functions here the linker takes none of
// libstdc++'s initializers.
//
// They are weak: where a libstdc++ brings its own all the same, its own count,
// and the program is right and a little slower. ci/graph says so, and that
// nothing has begun to use a stream.

extern "C" {
// std::ios_base::Init::Init() and ~Init(), as the Itanium C++ ABI names them:
// what each file that includes <iostream> calls up to GCC 12.
__attribute__((weak)) void DpNoStreams(void* init) __asm__(
    "_ZNSt8ios_base4InitC1Ev");
__attribute__((weak)) void DpNoStreamsEnd(void* init) __asm__(
    "_ZNSt8ios_base4InitD1Ev");
// std::ios_base_library_init(): what each of them refers to since GCC 13.
__attribute__((weak)) void DpNoStreamsLibrary() __asm__(
    "_ZSt21ios_base_library_initv");

void DpNoStreams(void* /*init*/) {}
void DpNoStreamsEnd(void* /*init*/) {}
void DpNoStreamsLibrary() {}
}
