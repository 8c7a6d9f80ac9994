// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What needs no server; tools/dp_fetch_test.sh asks one.

#include "lib/api/api.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

absl::Status FetchFrom(const std::string& host) {
  const auto now = [] { return absl::UnixEpoch(); };
  const auto elapsed = [] { return absl::ZeroDuration(); };
  const auto random = [] { return 0.0; };
  const auto sleep = [](const Pause&) {};
  Settings settings;
  settings.token = Secret("dp.st.x");
  settings.api_host = host;
  RetryPolicy policy;
  policy.attempts = 2;
  Api api = {
      "test", std::move(settings), "", policy, {now, elapsed, random, sleep}};
  return FetchOwner(api).status();
}

TEST(Api, RefusesHosts) {
  const struct {
    const char* host;
    const char* reason;
  } kCases[] = {
      {"", "it must begin with https://"},
      {"127.0.0.1:1", "it must begin with https://"},
      {"ftp://127.0.0.1", "it must begin with https://"},
      {"https://", "a host is missing"},
      {"https:///v3", "a host is missing"},
      {"https://127.0.0.1?a", "it must not hold \"?\""},
      {"https://127.0.0.1#a", "it must not hold \"#\""},
      {"https://127.0.0.1/%00", "it must not hold \"%\""},
      {"https://127.0.0.1\\a", "it must not hold \"\\\\\""},
      {"https://a\nb", "it must not hold \"\\n\""},
      {"http://api.doppler.com",
       "http is for loopback addresses only; use https"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(FetchFrom(c.host), Misused(Cannot("fetch", c.host, c.reason)));
  }
}

TEST(Api, ShowsNoPasswordOfAHost) {
  EXPECT_EQ(FetchFrom("https://user:canary@127.0.0.1"),
            Misused(Cannot("fetch", "https://...@127.0.0.1",
                           "a user name or password is not allowed")));
}

TEST(Api, TellsHowOftenItTried) {
  EXPECT_EQ(FetchFrom("http://127.0.0.1:1/"),
            NotNow(Cannot("fetch", "http://127.0.0.1:1/",
                          "connection refused (2 attempts)")));
}

}  // namespace
}  // namespace dp
