// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/digest.h"

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(Sha256, AgreesWithFips180) {
  EXPECT_EQ(Sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256([](PieceTaker take) { return take("a") + take("bc"); }),
            Sha256("abc"));
  EXPECT_EQ(Sha256(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace dp
