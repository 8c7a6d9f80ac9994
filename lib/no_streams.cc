// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// absl/status/status.h includes <iostream>, and every file that does has an
// object that sets up std::cout and all facets of the locale before main.
// Nothing here writes to a stream, so the linker's --wrap (see BUILD) puts
// these in the place of that object's constructor and destructor. A string
// stream, as in RE2, sets up its locale by itself.

extern "C" {
void __wrap__ZNSt8ios_base4InitC1Ev(void* object);
void __wrap__ZNSt8ios_base4InitD1Ev(void* object);

void __wrap__ZNSt8ios_base4InitC1Ev(void* /*object*/) {}
void __wrap__ZNSt8ios_base4InitD1Ev(void* /*object*/) {}
}
