// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What does not need TLS; tools/dp_fetch_test.sh does the rest.

#include "lib/api/https.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// A server of one connection in a process of its own: reads a request up to its
// empty line, answers `answer` and closes.
class Server {
 public:
  // One that `stays` does not close until this goes out of scope.
  explicit Server(absl::string_view answer, bool stays = false)
      : stays_(stays) {
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    sockaddr* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, generic, size) != 0 || listen(socket_, 1) != 0 ||
        getsockname(socket_, generic, &size) != 0 || pipe(pipe_) != 0) {
      abort();
    }
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port), "/");
    process_ = fork();
    if (process_ == 0) Serve(answer);
  }
  ~Server() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    close(socket_);
    close(pipe_[0]);
    close(pipe_[1]);
  }

  const std::string& url() const { return url_; }

  std::string ReadRequest() {
    close(pipe_[1]);
    std::string text(65536, '\0');
    const ssize_t size = read(pipe_[0], &text[0], text.size());
    return text.substr(0, static_cast<size_t>(std::max<ssize_t>(size, 0)));
  }

 private:
  [[noreturn]] void Serve(absl::string_view answer) {
    const int client = accept(socket_, nullptr, nullptr);
    std::string text;
    char part[4096];
    while (!absl::StrContains(text, "\r\n\r\n")) {
      const ssize_t size = read(client, part, sizeof(part));
      if (size <= 0) break;
      text.append(part, static_cast<size_t>(size));
    }
    (void)!write(pipe_[1], text.data(), text.size());
    (void)!write(client, answer.data(), answer.size());
    if (stays_) pause();
    shutdown(client, SHUT_RDWR);
    _exit(0);
  }

  bool stays_;
  int socket_;
  int pipe_[2];
  pid_t process_;
  std::string url_;
};

Request Get(absl::string_view url) {
  Request request;
  request.url = std::string(url);
  request.timeout = absl::Seconds(5);
  return request;
}

// Here libcurl's own clock is enough.
absl::Duration Stopped() { return absl::ZeroDuration(); }

Answer AnswerTo(absl::string_view text) {
  Server server(text);
  return *Send(Get(server.url()), Stopped);
}

TEST(Send, BringsTheAnswer) {
  const Answer answer = AnswerTo(
      "HTTP/1.1 429 Slow\r\nETag: W/\"a\"\r\nretry-after:  7 \r\n"
      "Content-Length: 5\r\n\r\nhello");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.reason, "");
  EXPECT_EQ(answer.body.Reveal(), "hello");
  EXPECT_EQ(answer.etag, "W/\"a\"");
  EXPECT_EQ(answer.retry_after, "7");
  EXPECT_TRUE(answer.has_length);
  EXPECT_TRUE(answer.sent);
}

TEST(Send, CountsOnlyTheFinalHead) {
  const Answer answer = AnswerTo(
      "HTTP/1.1 103 Early\r\nETag: \"a\"\r\nContent-Length: 1\r\n\r\n"
      "HTTP/1.1 200 OK\r\nETag: \"\x01\"\r\n\r\nhello");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.etag, "");
  EXPECT_EQ(answer.body.Reveal(), "hello");
  EXPECT_FALSE(answer.has_length);
}

TEST(Send, SendsTokenHeadersAndBody) {
  Server server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const Secret body("{\"a\":1}");
  Request request = Get(server.url());
  request.token = "dp.st.x";
  request.headers = {"User-Agent: test/1", "Content-Type: application/json"};
  request.body = &body;
  EXPECT_EQ(Send(request, Stopped)->status, 200);
  const std::string seen = server.ReadRequest();
  EXPECT_TRUE(absl::StartsWith(seen, "POST / HTTP/1.1\r\n")) << seen;
  EXPECT_TRUE(absl::StrContains(seen, "\r\nAuthorization: Bearer dp.st.x\r\n"));
  EXPECT_TRUE(absl::StrContains(seen, "\r\nUser-Agent: test/1\r\n"));
  EXPECT_TRUE(absl::StrContains(seen, "\r\nContent-Length: 7\r\n"));
  EXPECT_FALSE(absl::StrContains(seen, "Accept-Encoding"));
  EXPECT_FALSE(absl::StrContains(seen, "Expect"));
}

TEST(Send, RefusesAnswersItCannotUse) {
  const struct {
    const char* answer;
    const char* reason;
    bool transient;
  } kCases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
       "the response is cut short", true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
       "the response is cut short", true},
      {"", "connection closed without a response", true},
      {"hello\r\n\r\n", "the response is not HTTP", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
       "the response gives its length twice", false},
      {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\na",
       "the response is compressed, which was not asked for", false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n"
       "Content-Length: 9\r\n\r\nhello",
       "the response has an encoding that was not asked for", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\na",
       "the response is over the limit of 16 MiB", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\na",
       "the response is over the limit of 16 MiB", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
       "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
       "the response has both a length and chunks", false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
       "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
       "the response has an encoding that was not asked for", false},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
       "1\r\na\r\n0\r\n\r\n",
       "the response has an encoding that was not asked for", false},
  };
  for (const auto& c : kCases) {
    const Answer answer = AnswerTo(c.answer);
    EXPECT_EQ(answer.status, 0) << c.answer;
    EXPECT_EQ(answer.reason, c.reason) << c.answer;
    EXPECT_EQ(answer.transient, c.transient) << c.answer;
  }
}

TEST(Send, TakesNoLengthThatIsNone) {
  for (const char* length :
       {"3 000", "+5", "-1", "5x", "0x5", "5,5", "5, 5", "5.0", "five", ""}) {
    const Answer answer = AnswerTo(absl::StrCat(
        "HTTP/1.1 200 OK\r\nContent-Length: ", length, "\r\n\r\nhello"));
    EXPECT_EQ(answer.status, 0) << length;
    EXPECT_FALSE(answer.transient) << length;
    // For some libcurl itself has an error.
    EXPECT_TRUE(answer.reason == "the length of the response is not a number" ||
                answer.reason == "the response is not HTTP")
        << length << ": " << answer.reason;
  }
  EXPECT_EQ(AnswerTo("HTTP/1.1 200 OK\r\ncontent-length:\t05\t \r\n\r\nhello")
                .body.Reveal(),
            "hello");
}

TEST(Send, TakesNoLineThatIsNoField) {
  for (const char* line :
       {"Content-Length : 5", " Content-Length: 5", ": 5",
        "X: a\rContent-Length: 5", "X\x01: y", "X(: y", "HTTP/1.1: y"}) {
    const Answer answer = AnswerTo(absl::StrCat(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", line, "\r\n\r\nhello"));
    EXPECT_EQ(answer.status, 0) << line;
    EXPECT_TRUE(answer.reason == "the header of the response is not HTTP" ||
                answer.reason == "the response gives its length twice" ||
                answer.reason == "the response is not HTTP")
        << line << ": " << answer.reason;
  }
  EXPECT_EQ(AnswerTo("HTTP/1.1 200 OK\nX-\x21_1: \xe4\tb\nContent-Length: 5"
                     "\n\nhello")
                .status,
            200);
}

// RFC 9112, 5.2: a line that goes on is part of the field before it, where
// libcurl takes it at all.
TEST(Send, TakesNoFieldFromALineThatGoesOn) {
  const Answer answer = AnswerTo(
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n Content-Length: 2"
      "\r\n\r\nhello");
  EXPECT_EQ(answer.body.Reveal(), answer.status == 0 ? "" : "hello");
}

// What follows the last chunk is not about the answer.
TEST(Send, TakesNothingFromTrailers) {
  const Answer answer = AnswerTo(
      "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\nETag: \"b\"\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.etag, "\"a\"");
  EXPECT_EQ(answer.body.Reveal(), "hello");
}

TEST(Send, BelievesNoneOfTwoEtags) {
  EXPECT_EQ(AnswerTo("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nETag: \"b\"\r\n"
                     "Content-Length: 0\r\n\r\n")
                .etag,
            "");
}

TEST(Send, DoesNotFollowRedirects) {
  EXPECT_EQ(AnswerTo("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                     "Content-Length: 0\r\n\r\n")
                .status,
            302);
}

TEST(Send, TellsWhatItRanInto) {
  Answer answer = *Send(Get("http://127.0.0.1:1/"), Stopped);
  EXPECT_EQ(answer.reason, "connection refused");
  EXPECT_TRUE(answer.transient);
  EXPECT_FALSE(answer.sent);
}

TEST(Send, IsOverWhenTheClockSaysSo) {
  int looks = 0;
  const auto jump = [&looks] { return absl::Seconds(looks++ == 0 ? 0 : 6); };
  const Server server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const Answer answer = *Send(Get(server.url()), jump);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.reason, "timed out");
  EXPECT_TRUE(answer.transient);
}

// A listener that writes down what it is told, and ends where it is to.
struct Heard {
  std::string text;
  std::string end;  // It ends when `text` ends so.
  int output = -1;

  bool Add(absl::string_view more) {
    absl::StrAppend(&text, more);
    return end.empty() || !absl::EndsWith(text, end);
  }

  absl::StatusOr<Answer> Listen(
      const Request& request,
      absl::FunctionRef<absl::Duration()> elapsed = Stopped) {
    const auto open = [this](const Answer& head) {
      return Add(absl::StrCat("[", head.status, " ", head.content_type, "]"));
    };
    const auto take = [this](absl::string_view bytes) { return Add(bytes); };
    const auto rest = [this]() -> std::optional<absl::Duration> {
      pollfd waited = {output, 0, 0};
      if (output >= 0 && poll(&waited, 1, 0) != 0) return std::nullopt;
      return absl::Minutes(1);
    };
    return dp::Listen(request, {open, take, rest, output}, elapsed);
  }
};

constexpr char kStream[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n";

TEST(Listen, HandsOnWhatComes) {
  Server server(absl::StrCat(kStream, "0\r\n\r\n"));
  Heard heard;
  const Answer answer = *heard.Listen(Get(server.url()));
  EXPECT_EQ(heard.text, "[200 text/event-stream]hello!");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.reason, "");
  EXPECT_TRUE(answer.body.empty());
}

TEST(Listen, TellsWhyTheStreamEnded) {
  Server server(kStream);
  Heard heard;
  const Answer answer = *heard.Listen(Get(server.url()));
  EXPECT_EQ(heard.text, "[200 text/event-stream]hello!");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.reason, "the response is cut short");
}

TEST(Listen, EndsWhereTheListenerSaysSo) {
  for (const char* end : {"]", "o", "!"}) {
    Server server(absl::StrCat(kStream, "0\r\n\r\n"));
    Heard heard;
    heard.end = end;
    const Answer answer = *heard.Listen(Get(server.url()));
    EXPECT_TRUE(absl::EndsWith(heard.text, end)) << heard.text;
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.reason, "");
  }
}

TEST(Listen, EndsWhenNobodyReadsItsOutput) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  Server server("", /*stays=*/true);
  Heard heard;
  heard.output = ends[1];
  const Answer answer = *heard.Listen(Get(server.url()));
  close(ends[1]);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.reason, "");
}

TEST(Listen, BringsOtherAnswersWhole) {
  Heard heard;
  Server refusing("HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\nhello");
  Answer answer = *heard.Listen(Get(refusing.url()));
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body.Reveal(), "hello");
  Server server(
      "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
  answer = *heard.Listen(Get(server.url()));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.retry_after, "7");
  EXPECT_EQ(heard.text, "");
}

TEST(Listen, WaitsSoLongForTheHead) {
  Server server("HTTP/1.1 200 OK\r\nContent-", /*stays=*/true);
  Request request = Get(server.url());
  request.timeout = absl::Milliseconds(200);
  Heard heard;
  const Answer answer =
      *heard.Listen(request, [] { return absl::Now() - absl::UnixEpoch(); });
  EXPECT_EQ(heard.text, "");
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.reason, "timed out");
  EXPECT_TRUE(answer.transient);
}

TEST(IsRefusal, IsEveryNoButNotNow) {
  for (const int status : {400, 401, 407, 409, 428, 430, 499}) {
    EXPECT_TRUE(IsRefusal(status)) << status;
  }
  for (const int status : {0, 200, 304, 399, 408, 425, 429, 500, 600}) {
    EXPECT_FALSE(IsRefusal(status)) << status;
  }
}

TEST(IsTransient, IsWhatMayBeAnotherTheNextTime) {
  for (const int status : {408, 425, 429, 500, 503, 599}) {
    EXPECT_TRUE(IsTransient(status)) << status;
  }
  for (const int status : {0, 200, 304, 400, 404, 426, 600}) {
    EXPECT_FALSE(IsTransient(status)) << status;
  }
}

TEST(Send, RefusesUrls) {
  const struct {
    const char* url;
    const char* reason;
  } kCases[] = {
      {"", "it is not a URL"},
      {"https://", "it is not a URL"},
      {"https://a:b:c/", "it is not a URL"},
      {"file:///etc/passwd", "a URL must begin with https://"},
      {"gopher://localhost/", "a URL must begin with https://"},
      {"nonsense://localhost/", "a URL must begin with https://"},
      {"http://api.standin.test/",
       "http is for loopback addresses only; use https"},
      {"http://127.0.0.1.standin.test/",
       "http is for loopback addresses only; use https"},
      {"http://localhost.standin.test/",
       "http is for loopback addresses only; use https"},
      {"http://[::2]/", "http is for loopback addresses only; use https"},
      {"http://2130706434.1/",
       "http is for loopback addresses only; use https"},
      {"https://u:p@127.0.0.1/",
       "a URL with a user name or password is not allowed"},
      {"https://u@127.0.0.1/",
       "a URL with a user name or password is not allowed"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Send(Get(c.url), Stopped).status(), Misused(c.reason)) << c.url;
  }
}

TEST(Send, KnowsLoopbackInAllItsForms) {
  for (const char* host :
       {"127.0.0.1", "127.1", "127.9.9.9", "0x7f.1", "2130706433", "localhost",
        "LOCALHOST", "[::1]", "[0:0::1]"}) {
    const absl::StatusOr<Answer> answer =
        Send(Get(absl::StrCat("http://", host, ":1/")), Stopped);
    EXPECT_TRUE(answer.ok()) << host << ": " << answer.status();
  }
}

TEST(Send, RefusesTokensThatNoHeaderCanCarry) {
  for (const absl::string_view token :
       {absl::string_view("a\r\nX: y"), absl::string_view("a\0", 2),
        absl::string_view("a b"), absl::string_view("\xc3\xa4")}) {
    Request request = Get("http://127.0.0.1:1/");
    request.token = token;
    EXPECT_EQ(Send(request, Stopped).status(),
              Misused("the token is not printable text without spaces"));
  }
}

}  // namespace
}  // namespace dp
