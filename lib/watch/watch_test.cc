// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// How connections end and begin; tools/dp_watch_test.sh has the API itself.

#include "lib/watch/watch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "lib/api/call.h"
#include "lib/api/retry.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/doppler/settings.h"

namespace dp {
namespace {

constexpr char kConnected[] = "data: {\"type\":\"connected\"}\n\n";
constexpr char kUpdate[] = "data: {\"type\":\"secrets.update\"}\n\n";

std::string Stream(absl::string_view text) {
  return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n",
                      "\r\n", text);
}
std::string Answer(absl::string_view status, absl::string_view fields = "") {
  return absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Length: 0\r\n", fields,
                      "\r\n");
}
std::string Secrets(absl::string_view value, bool tagged = true) {
  const std::string body = absl::StrCat("{\"A\":\"", value, "\"}");
  return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(),
                      tagged ? "\r\nETag: " : "\r\nX: ", value, "\r\n\r\n",
                      body);
}
constexpr char kStays[] = "|";  // At the end: the connection stays open.

// A server in a process of its own. It answers requests for the stream, and
// those for the secrets, in turn; the last for the secrets over and over; and
// 204 when the streams are used up.
class Server {
 public:
  Server(std::vector<std::string> streams, std::vector<std::string> secrets) {
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    sockaddr* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, generic, size) != 0 || listen(socket_, 9) != 0 ||
        getsockname(socket_, generic, &size) != 0) {
      abort();
    }
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port));
    process_ = fork();
    if (process_ == 0) Serve(std::move(streams), std::move(secrets));
  }
  ~Server() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    close(socket_);
  }

  const std::string& url() const { return url_; }

 private:
  [[noreturn]] void Serve(std::vector<std::string> streams,
                          std::vector<std::string> secrets) {
    for (;;) {
      const int client = accept(socket_, nullptr, nullptr);
      std::string request;
      char part[4096];
      ssize_t size = 1;
      while (size > 0 && !absl::StrContains(request, "\r\n\r\n")) {
        size = read(client, part, sizeof(part));
        request.append(part, static_cast<size_t>(std::max<ssize_t>(size, 0)));
      }
      std::string answer = Answer("204 No Content");
      if (!absl::StrContains(request, "/secrets/watch?")) {
        answer = secrets[0];
        if (secrets.size() > 1) secrets.erase(secrets.begin());
      } else if (!streams.empty()) {
        answer = streams[0];
        streams.erase(streams.begin());
      }
      const bool stays = absl::EndsWith(answer, kStays);
      if (stays) answer.pop_back();
      (void)!write(client, answer.data(), answer.size());
      if (stays) continue;
      shutdown(client, SHUT_WR);
      close(client);
    }
  }

  int socket_;
  pid_t process_;
  std::string url_;
};

// A watch whose pauses take no time.
struct Trial {
  WatchPlan plan;
  int enough = 99;  // Changes.
  double random = 0;

  std::string events;  // b: begun, c: changed, t: trouble
  std::vector<std::string> troubles;
  std::vector<absl::Duration> pauses;
  absl::Duration skipped;

  absl::StatusOr<WatchEnd> Run(const std::string& host) {
    const auto elapsed = [this] {
      return absl::Now() - absl::UnixEpoch() + skipped;
    };
    const auto chance = [this] { return random; };
    const auto sleep = [](const Pause&) {};
    Settings settings;
    settings.token = Secret("dp.st.x");
    settings.api_host = host;
    Api api = {"test",
               std::move(settings),
               "",
               RetryPolicy(),
               {absl::Now, elapsed, chance, sleep}};
    const auto begin = [this] {
      events += 'b';
      return absl::OkStatus();
    };
    const auto changed = [this]() -> absl::StatusOr<bool> {
      events += 'c';
      return std::count(events.begin(), events.end(), 'c') < enough;
    };
    const auto trouble = [this](absl::string_view message) {
      events += 't';
      troubles.emplace_back(message.substr(message.rfind(": ") + 2));
    };
    const auto wait = [this](absl::Duration pause) {
      // What the clock cut off in between is of no interest.
      pauses.push_back(absl::Ceil(pause, absl::Milliseconds(100)));
      skipped += pause;
    };
    return Watch(api, plan, {begin, changed, trouble, wait, -1});
  }
};

std::vector<absl::Duration> Seconds(const std::vector<double>& numbers) {
  std::vector<absl::Duration> durations;
  for (const double number : numbers)
    durations.push_back(absl::Seconds(number));
  return durations;
}

TEST(Watch, TellsOfAnUpdate) {
  const Server server({Stream(absl::StrCat(kConnected, kUpdate, kStays))},
                      {Secrets("a")});
  Trial trial;
  trial.plan.debounce = absl::ZeroDuration();
  trial.enough = 1;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kEnough);
  EXPECT_EQ(trial.events, "bc");
  EXPECT_TRUE(trial.pauses.empty());
}

TEST(Watch, TellsOfManyAtOnceOnce) {
  std::string updates = kConnected;
  for (int i = 0; i < 100; ++i) updates += kUpdate;
  const Server server({Stream(updates)}, {Secrets("a")});
  Trial trial;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "bc");
}

TEST(Watch, LosesNoChangeWithoutAStream) {
  // It was a, then b before the stream, c while there was none.
  const Server server({Stream(kConnected), Stream(kConnected)},
                      {Secrets("a"), Secrets("b"), Secrets("b"), Secrets("c")});
  Trial trial;
  trial.plan.debounce = absl::ZeroDuration();
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "bcc");
}

TEST(Watch, ComparesTheSecretsWhereThereIsNoTag) {
  const Server server(
      {Stream(kConnected), Stream(kConnected), Stream(kConnected)},
      {Secrets("a", false), Secrets("a", false), Secrets("b", false)});
  Trial trial;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "bc");
}

TEST(Watch, DoesNotTellWithoutAChange) {
  const Server server(
      {Stream(absl::StrCat(kConnected, ": comment\n\ndata: {\"type\":\"ping\"}",
                           "\n\ndata: {\"type\":\"new\"}\n\ndata: x\n\n"
                           "event: secrets.update\ndata: 1\n\n"))},
      {Secrets("a")});
  Trial trial;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "b");
}

TEST(Watch, LooksWhereItDoesNotUnderstand) {
  const Server server({Stream("data: {\"type\":\"new\"}\n\n|")},
                      {Secrets("a"), Secrets("b")});
  Trial trial;
  trial.plan.debounce = absl::ZeroDuration();
  trial.enough = 1;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kEnough);
  EXPECT_EQ(trial.events, "bc");
}

TEST(Watch, WaitsLongerEachTime) {
  std::vector<std::string> streams(8, Answer("503 Busy"));
  streams.push_back(Stream(kConnected));
  streams.push_back(Answer("500 Bad"));
  const Server server(streams, {Secrets("a")});
  Trial trial;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.pauses, Seconds({1, 2, 4, 8, 16, 32, 60, 60, 1, 2}));
  EXPECT_EQ(trial.troubles.size(), 9u);
  EXPECT_EQ(trial.troubles[0], "HTTP 503");
  EXPECT_EQ(trial.troubles[8], "HTTP 500");
}

TEST(Watch, WaitsAtRandomAndAsItIsAsked) {
  const Server server(
      {Answer("503 Busy"), Stream("retry: 3000\n\n"), Answer("503 Busy"),
       Answer("429 Slow", "Retry-After: 1000\r\n"), Stream("retry: 0\n\n")},
      {Secrets("a")});
  Trial trial;
  trial.random = 0.5;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  // retry: says how long the first pause is, and it was the second.
  EXPECT_EQ(trial.pauses, Seconds({1.3, 7.5, 15, 1000, 2}));
}

TEST(Watch, GivesUpConnectionsThatAreOfNoUse) {
  const Server server(
      {"", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>|",
       Stream(absl::StrCat("data: ", std::string(70000, 'x'), "|")),
       Answer("302 Found", "Location: /\r\n"), Stream("|")},
      {Secrets("a")});
  Trial trial;
  trial.plan.silence = absl::Milliseconds(1100);
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.troubles,
            std::vector<std::string>(
                {"connection closed without a response",
                 "the response is not an event stream",
                 "the stream has an event that is too long", "HTTP 302",
                 "the stream sent nothing for too long"}));
  EXPECT_EQ(trial.events, "bttttt");
}

TEST(Watch, NoticesChangesWhereThereIsNoStream) {
  const Server server({Answer("500 Bad")}, {Secrets("a"), Secrets("b")});
  Trial trial;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "btc");
}

TEST(Watch, EndsWhereItIsRefused) {
  for (const char* status : {"401 No", "403 No", "404 No"}) {
    const Server server({Answer(status)}, {Secrets("a")});
    Trial trial;
    const absl::Status end = trial.Run(server.url()).status();
    EXPECT_EQ(ExitCode(end), 3) << end;
    EXPECT_EQ(trial.events, "b");
    const Server secrets({}, {Answer(status)});
    Trial other;
    EXPECT_EQ(ExitCode(other.Run(secrets.url()).status()), 3);
    EXPECT_EQ(other.events, "");
  }
  // For the stream alone this is no final answer.
  const Server server({Answer("400 Bad"), Answer("410 Gone")}, {Secrets("a")});
  Trial trial;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "btt");
}

TEST(Watch, CountsAFirstAnswerThatIsLateAsAChange) {
  std::vector<std::string> secrets(2, Answer("503 Busy"));
  secrets.push_back(Secrets("a"));
  Trial trial;
  const Server soon({Stream(kConnected)}, secrets);
  EXPECT_EQ(*trial.Run(soon.url()), WatchEnd::kStopped);
  EXPECT_EQ(trial.events, "ttb");
  secrets.insert(secrets.begin(), 3, Answer("503 Busy"));
  const Server late({Stream(kConnected)}, secrets);
  Trial other;
  EXPECT_EQ(*other.Run(late.url()), WatchEnd::kStopped);
  EXPECT_EQ(other.events, "tttttbc");
}

TEST(Watch, PollsWithoutAStream) {
  const Server server({}, {Secrets("a"), Secrets("a"), Answer("503 Busy"),
                           Secrets("b"), Secrets("b"), Secrets("c")});
  Trial trial;
  trial.plan.poll = absl::Seconds(30);
  trial.enough = 2;
  EXPECT_EQ(*trial.Run(server.url()), WatchEnd::kEnough);
  EXPECT_EQ(trial.events, "btcc");
  EXPECT_EQ(trial.pauses, Seconds({30, 30, 30, 30}));
}

}  // namespace
}  // namespace dp
