// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A program that links this ends where memory does, in libraries as well.
//
// malloc and its kind, which the program then defines, call the new handler
// instead of returning null. GnuTLS, GMP and libcurl need it: without, they
// crash, fail with the error of something else, or go on without the part that
// found no room. There is nothing to call.

#ifndef DP_LIB_BASE_HEAP_H_
#define DP_LIB_BASE_HEAP_H_

#endif  // DP_LIB_BASE_HEAP_H_
