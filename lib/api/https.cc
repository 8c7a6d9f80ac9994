// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api/https.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/heap.h"  // NOLINT(misc-include-cleaner): to be linked.
#include "lib/base/status.h"
#include "lib/doppler/etag.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// The type of libcurl's numeric options.
using Long = long;  // NOLINT(google-runtime-int): not ours to choose.

constexpr size_t kMaxHead = size_t{256} << 10;
// A connection, the ends of two pairs that wake threads up, and what is read
// meanwhile: certificates, and the files of the resolver.
constexpr size_t kMaxDescriptors = 8;
constexpr Long kMaxTimeout = Long{24} * 3600 * 1000;

// A URL taken apart by the code that will connect to it, so that the two cannot
// disagree about the host.
class Url {
 public:
  Url() : url_(curl_url()) {}
  ~Url() { curl_url_cleanup(url_); }
  Url(const Url&) = delete;
  Url& operator=(const Url&) = delete;

  CURLU* get() const { return url_; }

  absl::Status Parse(const std::string& text) {
    if (url_ == nullptr) return Failed("out of memory");
    const CURLUcode code =
        curl_url_set(url_, CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER);
    if (code == CURLUE_OUT_OF_MEMORY) return Failed("out of memory");
    if (code == CURLUE_USER_NOT_ALLOWED) {
      return Misused("a URL with a user name or password is not allowed");
    }
    if (code == CURLUE_UNSUPPORTED_SCHEME) return OtherScheme();
    if (code != CURLUE_OK) return Misused("it is not a URL");
    const std::string scheme = Part(CURLUPART_SCHEME);
    is_loopback_ = IsLoopback(Part(CURLUPART_HOST));
    if (scheme == "https") return absl::OkStatus();
    if (scheme != "http") return OtherScheme();
    if (is_loopback_) return absl::OkStatus();
    return Misused("http is for loopback addresses only; use https");
  }

  bool is_loopback() const { return is_loopback_; }
  // Without the brackets of an address.
  std::string host() const {
    const std::string host = Part(CURLUPART_HOST);
    return host[0] == '[' ? host.substr(1, host.size() - 2) : host;
  }

 private:
  static absl::Status OtherScheme() {
    return Misused("a URL must begin with https://");
  }

  // libcurl has made numbers of all the ways to write an address by now, and
  // takes "localhost" for loopback without asking anyone.
  static bool IsLoopback(absl::string_view host) {
    if (absl::EqualsIgnoreCase(host, "localhost") || host == "[::1]") {
      return true;
    }
    in_addr address;
    return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
           ntohl(address.s_addr) >> 24 == 127;
  }

  std::string Part(CURLUPart part) const {
    char* text = nullptr;
    if (curl_url_get(url_, part, &text, 0) != CURLUE_OK) return "";
    std::string copy = text;
    curl_free(text);
    return copy;
  }

  CURLU* url_;
  bool is_loopback_ = false;
};

// The header list, one line of which holds the token and is wiped.
class Headers {
 public:
  Headers() = default;
  ~Headers() {
    for (curl_slist* line = list_; line != nullptr; line = line->next) {
      explicit_bzero(line->data, strlen(line->data));
    }
    curl_slist_free_all(list_);
  }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;

  curl_slist* get() const { return list_; }

  absl::Status Fill(const Request& request) {
    for (const std::string& line : request.headers) Add(line.c_str());
    // Otherwise libcurl asks for leave before it sends more than a megabyte.
    if (request.body != nullptr) Add("Expect:");
    if (!request.token.empty()) {
      for (const char c : request.token) {
        if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
          return Misused("the token is not printable text without spaces");
        }
      }
      Secret line("Authorization: Bearer ");
      line.Append(request.token);
      line.Append(absl::string_view("", 1));
      Add(line.Reveal().data());
    }
    return good_ ? absl::OkStatus() : Failed("out of memory");
  }

 private:
  void Add(const char* line) {
    curl_slist* longer = curl_slist_append(list_, line);
    if (longer == nullptr) good_ = false;
    if (longer != nullptr) list_ = longer;
  }

  curl_slist* list_ = nullptr;
  bool good_ = true;
};

// A field of the head, by RFC 9110, section 5. libcurl is lenient there: it
// takes "3 000" for a length of 3.
struct Field {
  absl::string_view name, value;
};

bool IsTokenByte(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::StrContains("!#$%&'*+-.^_`|~", c);
}

// Other control characters do no harm.
bool IsFieldByte(char c) { return c != '\r' && c != '\n' && c != '\0'; }

// Nothing for a line that is none. `line` is without its end.
std::optional<Field> ParseField(absl::string_view line) {
  const size_t colon = line.find(':');
  if (colon == 0 || colon == absl::string_view::npos) return std::nullopt;
  const absl::string_view name = line.substr(0, colon);
  absl::string_view value = line.substr(colon + 1);
  if (!std::all_of(name.begin(), name.end(), IsTokenByte) ||
      !std::all_of(value.begin(), value.end(), IsFieldByte)) {
    return std::nullopt;
  }
  return Field{name, absl::StripAsciiWhitespace(value)};
}

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// What arrives. The callbacks end the transfer, by taking less than they are
// given, as soon as the answer cannot be used.
struct Arrival {
  Answer answer;
  const char* fault = nullptr;
  size_t head_size = 0;
  // Of the head that is being read; what follows the last one is about chunks.
  bool in_head = false;
  bool is_http_1_1 = false;
  bool has_etag = false;
  int num_lengths = 0;
  int num_encodings = 0;
  const Listener* listener = nullptr;
  bool is_open = false;   // The listener has it.
  bool is_ended = false;  // By the listener.

  void TakeLine(absl::string_view line);
  void BeginHead(absl::string_view line);
  void EndHead();
  void TakeField(absl::string_view name, absl::string_view value);
  void TakeLength(absl::string_view value);
  void TakeTransferEncoding(absl::string_view value);
};

void Arrival::TakeLine(absl::string_view line) {
  head_size += line.size();
  if (head_size > kMaxHead) fault = "the header of the response is too large";
  absl::ConsumeSuffix(&line, "\n");
  absl::ConsumeSuffix(&line, "\r");
  if (!in_head) {
    // After an interim answer (1xx) comes the one that counts.
    if (absl::StartsWith(line, "HTTP/")) BeginHead(line);
    return;
  }
  if (line.empty()) return EndHead();
  const std::optional<Field> field = ParseField(line);
  if (field.has_value()) return TakeField(field->name, field->value);
  fault = "the header of the response is not HTTP";
}

void Arrival::BeginHead(absl::string_view line) {
  in_head = true;
  is_http_1_1 = absl::StartsWith(line, "HTTP/1.1");
  has_etag = false;
  num_lengths = num_encodings = 0;
  answer.etag.clear();
  answer.retry_after.clear();
  answer.content_type.clear();
  // "HTTP/1.1 200": libcurl has looked at it.
  answer.status = 0;
  (void)absl::SimpleAtoi(line.substr(line.find(' ') + 1, 3), &answer.status);
  answer.has_length = false;
}

void Arrival::EndHead() {
  in_head = false;
  if (listener == nullptr || fault != nullptr || answer.status != 200) return;
  is_open = true;
  is_ended = !listener->open(answer);
}

void Arrival::TakeField(absl::string_view name, absl::string_view value) {
  if (absl::EqualsIgnoreCase(name, "ETag")) {
    // Of two nobody knows which counts.
    answer.etag = !has_etag && IsEtag(value) ? std::string(value) : "";
    has_etag = true;
  } else if (absl::EqualsIgnoreCase(name, "Retry-After")) {
    answer.retry_after = std::string(value.substr(0, 100));
  } else if (absl::EqualsIgnoreCase(name, "Content-Type")) {
    answer.content_type = std::string(value.substr(0, 100));
  } else if (absl::EqualsIgnoreCase(name, "Content-Encoding")) {
    if (!absl::EqualsIgnoreCase(value, "identity")) {
      fault = "the response is compressed, which was not asked for";
    }
  } else if (absl::EqualsIgnoreCase(name, "Content-Length")) {
    TakeLength(value);
  } else if (absl::EqualsIgnoreCase(name, "Transfer-Encoding")) {
    TakeTransferEncoding(value);
  }
  if (num_lengths > 0 && num_encodings > 0) {
    fault = "the response has both a length and chunks";
  }
}

void Arrival::TakeLength(absl::string_view value) {
  answer.has_length = true;
  if (++num_lengths > 1) fault = "the response gives its length twice";
  if (!IsNumber(value)) fault = "the length of the response is not a number";
}

void Arrival::TakeTransferEncoding(absl::string_view value) {
  answer.has_length = true;
  // libcurl then takes the end of the connection for that of the answer.
  if (++num_encodings > 1 || !is_http_1_1 ||
      !absl::EqualsIgnoreCase(value, "chunked")) {
    fault = "the response has an encoding that was not asked for";
  }
}

size_t TakeHead(char* bytes, size_t /*one*/, size_t size, void* to) {
  Arrival* arrival = static_cast<Arrival*>(to);
  arrival->TakeLine({bytes, size});
  return arrival->fault == nullptr && !arrival->is_ended ? size : 0;
}

size_t TakeBody(char* bytes, size_t /*one*/, size_t size, void* to) {
  Arrival* arrival = static_cast<Arrival*>(to);
  if (arrival->is_open) {
    arrival->is_ended |= !arrival->listener->take({bytes, size});
    return arrival->is_ended ? 0 : size;
  }
  if (size > kMaxAnswer - arrival->answer.body.size()) {
    arrival->fault = "the response is over the limit of 16 MiB";
    return 0;
  }
  arrival->answer.body.Append({bytes, size});
  return size;
}

// An easy handle that remembers the first option that was not taken.
class Handle {
 public:
  Handle() : curl_(curl_easy_init()) {
    if (curl_ == nullptr) code_ = CURLE_OUT_OF_MEMORY;
    Set(CURLOPT_ERRORBUFFER, words_);
  }
  ~Handle() { curl_easy_cleanup(curl_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <typename T>
  void Set(CURLoption option, T value) {
    if (code_ == CURLE_OK) code_ = curl_easy_setopt(curl_, option, value);
  }

  CURLcode Perform() {
    return code_ == CURLE_OK ? curl_easy_perform(curl_) : code_;
  }

  // The same, but it sleeps until something comes, or for as long as `rest`
  // says; nothing from `rest` ends it with CURLE_ABORTED_BY_CALLBACK.
  CURLcode Perform(int output,
                   absl::FunctionRef<std::optional<absl::Duration>()> rest);

  // 0 when it is not known.
  Long Get(CURLINFO info) const {
    Long value = 0;
    curl_easy_getinfo(curl_, info, &value);
    return value;
  }

  // What libcurl says of the last failure; not fit for messages.
  absl::string_view words() const { return words_; }

  // False only where nothing of the request can have left. The one counts a
  // proxy's CONNECT, the other is set for a refused connection since 8.
  bool sent() const {
    curl_off_t ready = 0;
    curl_easy_getinfo(curl_, CURLINFO_PRETRANSFER_TIME_T, &ready);
    return ready > 0 && Get(CURLINFO_REQUEST_SIZE) > 0;
  }

 private:
  CURL* curl_;
  CURLcode code_ = CURLE_OK;
  char words_[CURL_ERROR_SIZE] = {};
};

// A transfer that can be waited for together with something else.
class Multi {
 public:
  explicit Multi(CURL* curl) : multi_(curl_multi_init()), curl_(curl) {
    if (multi_ != nullptr) added_ = curl_multi_add_handle(multi_, curl);
  }
  ~Multi() {
    if (multi_ == nullptr) return;
    curl_multi_remove_handle(multi_, curl_);
    curl_multi_cleanup(multi_);
  }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  bool good() const { return multi_ != nullptr && added_ == CURLM_OK; }

  // Does what can be done now. The result, once there is one.
  std::optional<CURLcode> Go() {
    int running = 0, left = 0;
    if (curl_multi_perform(multi_, &running) != CURLM_OK) {
      return CURLE_OUT_OF_MEMORY;
    }
    const CURLMsg* message = curl_multi_info_read(multi_, &left);
    if (message != nullptr) return message->data.result;
    return std::nullopt;
  }

  void Wait(int output, absl::Duration limit) {
    curl_waitfd waited = {};
    waited.fd = output;  // No events: errors alone.
    const int64_t milliseconds = std::clamp<int64_t>(
        absl::ToInt64Milliseconds(absl::Ceil(limit, absl::Milliseconds(1))), 0,
        kMaxTimeout);
    curl_multi_poll(multi_, &waited, output < 0 ? 0 : 1,
                    static_cast<int>(milliseconds), nullptr);
  }

 private:
  CURLM* multi_;
  CURL* curl_;
  CURLMcode added_ = CURLM_OK;
};

CURLcode Handle::Perform(
    int output, absl::FunctionRef<std::optional<absl::Duration>()> rest) {
  if (code_ != CURLE_OK) return code_;
  Multi multi(curl_);
  if (!multi.good()) return CURLE_OUT_OF_MEMORY;
  for (;;) {
    const std::optional<CURLcode> result = multi.Go();
    if (result.has_value()) return *result;
    const std::optional<absl::Duration> wait = rest();
    if (!wait.has_value()) return CURLE_ABORTED_BY_CALLBACK;
    multi.Wait(output, *wait);
  }
}

void SetTransport(const Request& request, const Url& url, Handle* handle) {
  handle->Set(CURLOPT_CURLU, url.get());
  // Set, it hides NO_PROXY, which counts for all other hosts.
  if (url.is_loopback()) handle->Set(CURLOPT_NOPROXY, "*");
  handle->Set(CURLOPT_PROTOCOLS_STR,
              url.is_loopback() ? "http,https" : "https");
  handle->Set(CURLOPT_FOLLOWLOCATION, Long{0});
  handle->Set(CURLOPT_SSLVERSION, Long{CURL_SSLVERSION_TLSv1_2});
  handle->Set(CURLOPT_SSL_VERIFYPEER, Long{1});
  handle->Set(CURLOPT_SSL_VERIFYHOST, Long{2});
  handle->Set(CURLOPT_PROXY_SSLVERSION, Long{CURL_SSLVERSION_TLSv1_2});
  if (!request.ca_file.empty()) {
    handle->Set(CURLOPT_CAINFO, request.ca_file.c_str());
    handle->Set(CURLOPT_PROXY_CAINFO, request.ca_file.c_str());
    // Debian's default directory would be trusted as well.
    handle->Set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    handle->Set(CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
  }
  handle->Set(CURLOPT_HTTP_VERSION, Long{CURL_HTTP_VERSION_1_1});
  handle->Set(CURLOPT_NETRC, Long{CURL_NETRC_IGNORED});
  handle->Set(CURLOPT_HTTP_CONTENT_DECODING, Long{0});
  handle->Set(CURLOPT_FRESH_CONNECT, Long{1});
  handle->Set(CURLOPT_FORBID_REUSE, Long{1});
  handle->Set(CURLOPT_HEADEROPT, Long{CURLHEADER_SEPARATE});
  handle->Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, Long{1});
}

Long TimeoutOf(const Request& request) {
  return static_cast<Long>(std::clamp<int64_t>(
      absl::ToInt64Milliseconds(request.timeout), 1, kMaxTimeout));
}

// When a transfer has to be over.
struct End {
  absl::FunctionRef<absl::Duration()> elapsed;
  absl::Duration at;
};

// libcurl looks at no time of its own while a proxy goes on answering CONNECT.
int EndAfter(void* to, curl_off_t /*total*/, curl_off_t /*now*/,
             curl_off_t /*total*/, curl_off_t /*now*/) {
  const End* end = static_cast<End*>(to);
  return end->elapsed() > end->at ? 1 : 0;
}

// For what comes before the answer. `end` has to live as long as the handle.
void SetBeginning(const Request& request, End* end, Handle* handle) {
  const Long timeout = TimeoutOf(request);
  end->at = end->elapsed() + absl::Milliseconds(timeout);
  handle->Set(CURLOPT_NOPROGRESS, Long{0});
  handle->Set(CURLOPT_XFERINFOFUNCTION, EndAfter);
  handle->Set(CURLOPT_XFERINFODATA, static_cast<void*>(end));
  handle->Set(CURLOPT_CONNECTTIMEOUT_MS, timeout);
  // No signal handler of libcurl's, and no waiting for a resolver that hangs.
  handle->Set(CURLOPT_NOSIGNAL, Long{1});
  handle->Set(CURLOPT_QUICK_EXIT, Long{1});
}

// For an answer that has an end.
void SetLimits(const Request& request, Handle* handle) {
  handle->Set(CURLOPT_TIMEOUT_MS, TimeoutOf(request));
  handle->Set(CURLOPT_MAXFILESIZE_LARGE, curl_off_t{kMaxAnswer});
}

// For one that has none: a peer that says nothing for 30 seconds is asked every
// 6 seconds, 9 times where the machine was left as it is.
void SetKeepalive(Handle* handle) {
  handle->Set(CURLOPT_TCP_KEEPALIVE, Long{1});
  handle->Set(CURLOPT_TCP_KEEPIDLE, Long{30});
  handle->Set(CURLOPT_TCP_KEEPINTVL, Long{6});
}

void SetExchange(const Request& request, const Headers& headers,
                 Arrival* arrival, Handle* handle) {
  handle->Set(CURLOPT_HTTPHEADER, headers.get());
  if (request.body != nullptr) {
    handle->Set(CURLOPT_POSTFIELDSIZE_LARGE,
                static_cast<curl_off_t>(request.body->size()));
    handle->Set(CURLOPT_POSTFIELDS, request.body->Reveal().data());
  }
  handle->Set(CURLOPT_HEADERFUNCTION, TakeHead);
  handle->Set(CURLOPT_HEADERDATA, static_cast<void*>(arrival));
  handle->Set(CURLOPT_WRITEFUNCTION, TakeBody);
  handle->Set(CURLOPT_WRITEDATA, static_cast<void*>(arrival));
}

// Bits of GnuTLS's verdict on a certificate (gnutls_certificate_status_t).
constexpr Long kRevoked = 1 << 5;
constexpr Long kUnknownSigner = 1 << 6 | 1 << 7;
constexpr Long kNotYetValid = 1 << 9;
constexpr Long kExpired = 1 << 10;

struct Fault {
  std::string reason;
  bool transient;
  bool untrusted = false;  // The certificate is from an unknown authority.
};

Fault CertificateFault(Long verdict) {
  if (verdict & kExpired) return {"TLS: the certificate has expired", false};
  if (verdict & kNotYetValid) {
    return {"TLS: the certificate is not valid yet", false};
  }
  if (verdict & kRevoked) return {"TLS: the certificate is revoked", false};
  if (verdict & kUnknownSigner) {
    return {"TLS: the certificate is from an authority that is not trusted",
            false, /*untrusted=*/true};
  }
  if (verdict == 0) return {"TLS: the certificate is for another host", false};
  return {"TLS: the certificate is not valid", false};
}

const char* WhyNotConnected(Long error) {
  switch (error) {
    case ECONNREFUSED:
      return "connection refused";
    case ECONNRESET:
      return "the connection broke off";
    case ENETUNREACH:
    case EHOSTUNREACH:
      return "no route to the host";
    default:
      return "could not connect";
  }
}

Fault ConnectFault(const Url& url, const Handle& handle) {
  // libcurl's words name the host that was tried.
  constexpr absl::string_view kTried = "connect to ";
  const bool proxy =
      !url.is_loopback() && absl::StrContains(handle.words(), kTried) &&
      !absl::StrContains(handle.words(),
                         absl::StrCat(kTried, url.host(), " port"));
  return {absl::StrCat(proxy ? "the proxy: " : "",
                       WhyNotConnected(handle.Get(CURLINFO_OS_ERRNO))),
          true};
}

Fault ConnectionFault(const Handle& handle) {
  const Long proxy_status = handle.Get(CURLINFO_HTTP_CONNECTCODE);
  if (proxy_status >= 300) {
    return {absl::StrCat("the proxy responded ", proxy_status),
            IsTransient(static_cast<int>(proxy_status))};
  }
  return {"the connection broke off", true};
}

// Here the code alone does not tell a server that is going down from one that
// speaks something else, and `words`, GnuTLS's own, have to be asked.
Fault HandshakeFault(absl::string_view words) {
  for (const absl::string_view broken :
       {"failure: ", "pull function", "push function",
        "non-properly terminated"}) {
    if (absl::StrContains(words, broken)) {
      return {"the connection broke off", true};
    }
  }
  if (absl::StrContains(words, "protocol version") ||
      absl::StrContains(words, "unsupported version")) {
    return {"TLS: the server does not speak version 1.2 or later", false};
  }
  return {"TLS: the handshake failed", false};
}

std::string WhyNotReadable(const Request& request) {
  if (request.ca_file.empty() || access(request.ca_file.c_str(), R_OK) == 0) {
    return "";
  }
  return absl::StrCat(": ", strerrordesc_np(errno));
}

Fault FaultOf(CURLcode code, const Request& request, const Url& url,
              const Handle& handle) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"could not resolve host", true};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {"could not resolve the proxy's host", true};
    case CURLE_COULDNT_CONNECT:
      return ConnectFault(url, handle);
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_ABORTED_BY_CALLBACK:
      return {"timed out", true};
    case CURLE_GOT_NOTHING:
      return {"connection closed without a response", true};
    case CURLE_PARTIAL_FILE:
      return {"the response is cut short", true};
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return ConnectionFault(handle);
    case CURLE_SSL_CONNECT_ERROR:
      return HandshakeFault(handle.words());
    case CURLE_PEER_FAILED_VERIFICATION:
      return CertificateFault(handle.Get(CURLINFO_SSL_VERIFYRESULT));
    case CURLE_SSL_CACERT_BADFILE:
      return {absl::StrCat("TLS: cannot use the certificates in ",
                           Quote(request.ca_file), WhyNotReadable(request)),
              false};
    case CURLE_FILESIZE_EXCEEDED:
      return {"the response is over the limit of 16 MiB", false};
    case CURLE_OUT_OF_MEMORY:
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
      return {"the header of the response is too large", false};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {"the response is not HTTP", false};
    default:
      return {curl_easy_strerror(code), false};
  }
}

// Whether enough descriptors are left for a transfer. libcurl and GnuTLS have
// other names for the lack of them, those of bad certificates and networks.
absl::Status CheckDescriptors() {
  std::array<Fd, kMaxDescriptors> spare;
  for (Fd& fd : spare) {
    fd = Fd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (fd.get() < 0) return Failed(strerror(errno));
  }
  return absl::OkStatus();
}

// GnuTLS writes the keys of a session to SSLKEYLOGFILE, and to stderr where
// GNUTLS_DEBUG_LEVEL asked for it before main.
void StopKeyLogs() {
  unsetenv("SSLKEYLOGFILE");
  using SetLevel = void(int level);
  void* const found = dlsym(RTLD_DEFAULT, "gnutls_global_set_log_level");
  if (found != nullptr) reinterpret_cast<SetLevel*>(found)(0);
}

}  // namespace

bool IsTransient(int status) {
  return status == 408 || status == 425 || status == 429 ||
         (status >= 500 && status < 600);
}

bool IsRefusal(int status) {
  return status >= 400 && status < 500 && !IsTransient(status);
}

namespace {

// What both kinds of transfer begin with and end with.
class Transfer {
 public:
  Transfer(const Request& request, absl::FunctionRef<absl::Duration()> elapsed)
      : request_(request), end_({elapsed, absl::ZeroDuration()}) {}

  absl::Status Begin() {
    StopKeyLogs();
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      return Failed("libcurl does not start");
    }
    DP_RETURN_IF_ERROR(CheckDescriptors());
    DP_RETURN_IF_ERROR(url_.Parse(request_.url));
    DP_RETURN_IF_ERROR(headers_.Fill(request_));
    SetTransport(request_, url_, &handle_);
    SetBeginning(request_, &end_, &handle_);
    SetExchange(request_, headers_, &arrival_, &handle_);
    return absl::OkStatus();
  }

  Handle& handle() { return handle_; }
  Arrival& arrival() { return arrival_; }
  End& end() { return end_; }

  absl::StatusOr<Answer> Conclude(CURLcode code) {
    Answer& answer = arrival_.answer;
    answer.sent = handle_.sent();
    // The same code tells of a head that libcurl finds too large.
    if (code == CURLE_OUT_OF_MEMORY && arrival_.head_size == 0) {
      return Failed("out of memory");
    }
    answer.status = static_cast<int>(handle_.Get(CURLINFO_RESPONSE_CODE));
    if (code == CURLE_OK && arrival_.fault == nullptr) {
      return std::move(answer);
    }
    if (IsRefusal(answer.status)) {
      // It is a refusal, however the words for it arrive.
      answer.body.Clear();
      return std::move(answer);
    }
    if (!arrival_.is_open) answer.status = 0;
    if (arrival_.is_ended) return std::move(answer);
    if (arrival_.fault != nullptr) {
      answer.reason = arrival_.fault;
      return std::move(answer);
    }
    const Fault fault = FaultOf(code, request_, url_, handle_);
    answer.reason = fault.reason;
    answer.transient = fault.transient;
    answer.untrusted = fault.untrusted;
    return std::move(answer);
  }

 private:
  const Request& request_;
  End end_;
  Url url_;
  Headers headers_;
  Arrival arrival_;
  Handle handle_;
};

}  // namespace

absl::StatusOr<Answer> Send(const Request& request,
                            absl::FunctionRef<absl::Duration()> elapsed) {
  Transfer transfer(request, elapsed);
  DP_RETURN_IF_ERROR(transfer.Begin());
  SetLimits(request, &transfer.handle());
  return transfer.Conclude(transfer.handle().Perform());
}

absl::StatusOr<Answer> Listen(const Request& request, const Listener& listener,
                              absl::FunctionRef<absl::Duration()> elapsed) {
  Transfer transfer(request, elapsed);
  DP_RETURN_IF_ERROR(transfer.Begin());
  SetKeepalive(&transfer.handle());
  Arrival& arrival = transfer.arrival();
  arrival.listener = &listener;
  const auto rest = [&]() -> std::optional<absl::Duration> {
    const std::optional<absl::Duration> wait = listener.rest();
    if (!wait.has_value()) arrival.is_ended = true;
    if (!wait.has_value() || arrival.is_open) {
      transfer.end().at = absl::InfiniteDuration();
      return wait;
    }
    const absl::Duration left = transfer.end().at - elapsed();
    if (left <= absl::ZeroDuration()) return std::nullopt;
    return std::min(*wait, left);
  };
  return transfer.Conclude(transfer.handle().Perform(listener.output, rest));
}

}  // namespace dp
