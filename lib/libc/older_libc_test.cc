// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Of functions that the linker puts in the place of glibc's: declared as there.

#include <dlfcn.h>
#include <stdlib.h>
#include <unwind.h>

#include <cstdint>

#include "gtest/gtest.h"

namespace dp {
namespace {

// In this program's code.
void Here() {}

TEST(DlFindObject, FindsTheProgramAndLibraries) {
  void* const here = reinterpret_cast<void*>(Here);
  dl_find_object found = {};
  ASSERT_EQ(_dl_find_object(here, &found), 0);
  EXPECT_LE(found.dlfo_map_start, here);
  EXPECT_GT(found.dlfo_map_end, here);
  EXPECT_NE(found.dlfo_eh_frame, nullptr);
  dl_find_object library = {};
  ASSERT_EQ(_dl_find_object(dlsym(RTLD_DEFAULT, "getenv"), &library), 0);
  EXPECT_NE(library.dlfo_eh_frame, found.dlfo_eh_frame);
}

TEST(DlFindObject, FindsNothingElsewhere) {
  dl_find_object found = {};
  EXPECT_EQ(_dl_find_object(nullptr, &found), -1);
  int local;
  EXPECT_EQ(_dl_find_object(&local, &found), -1);
}

_Unwind_Reason_Code Count(_Unwind_Context* /*context*/, void* count) {
  ++*static_cast<int*>(count);
  return _URC_NO_REASON;
}

// The stack goes through gtest, too.
TEST(DlFindObject, LetsTheStackBeUnwound) {
  int count = 0;
  _Unwind_Backtrace(Count, &count);
  EXPECT_GT(count, 5);
}

TEST(Arc4random, IsRandom) {
  uint32_t same = 0xFFFFFFFF, different = 0;
  for (int i = 0; i < 64; ++i) {
    const uint32_t number = arc4random();
    same &= number;
    different |= number;
  }
  EXPECT_EQ(same, 0u);
  EXPECT_EQ(different, 0xFFFFFFFFu);
}

}  // namespace
}  // namespace dp
