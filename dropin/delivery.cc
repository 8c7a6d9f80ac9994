// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/delivery.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/json/json.h"

namespace dp {
namespace {

constexpr char kNotFetched[] = "Unable to download secrets";
constexpr char kNotWritten[] = "Unable to write to fallback file";

bool IsDirectory(const std::string& path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

// What to type in place of a --fallback that cannot be written; empty where the
// path is not to blame.
std::string HintAbout(const std::string& path) {
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) {
    const std::string directory = path.substr(0, path.rfind('/') + 1);
    if (directory.empty() || access(directory.c_str(), F_OK) == 0) return "";
    return absl::StrCat("doppler: hint: mkdir -p ", Quote(directory),
                        " makes its directory");
  }
  if (S_ISLNK(st.st_mode)) {
    return "doppler: hint: --fallback takes the path that the link leads to";
  }
  if (!S_ISDIR(st.st_mode)) return "";
  return absl::StrCat("doppler: hint: --fallback takes the path of a file: ",
                      Quote(absl::StrCat(path, "/doppler.json")));
}

// Tools that answer side by side, and what is done with each answer.
class Delivery {
 public:
  Delivery(const Setting& setting, const DeliveryRequest& request, Tools& tools,
           Secret* document)
      : setting_(setting),
        call_(setting.call),
        request_(request),
        tools_(tools),
        document_(document),
        directory_(CopyDirectory(setting)) {}

  std::optional<Fault> Run() {
    if (OnlyFromCopy(call_)) return ReadCopy();
    if (call_.Enabled("no-fallback")) {
      Tool* fetch = tools_.Run(Fetch().Done());
      if (!fetch->succeeded()) return Explained(kNotFetched, fetch->report);
      return Take(fetch);
    }
    const bool caching = !call_.Enabled("no-cache") && IsDirectory(directory_);
    Tool* fetch = Update(caching);
    if (fetch->report.exit == kSame) {
      // The copy is as good as an answer, unless it does not open: then an
      // answer is needed.
      tools_.Finish(opened_);
      if (opened_->succeeded()) {
        *document_ = std::move(opened_->output);
        return std::nullopt;
      }
      fetch = Update(false);
    }
    if (!fetch->succeeded()) return AfterFailure(fetch->report);
    DP_RETURN_IF_FAULT(Take(fetch));
    return Keep();
  }

 private:
  Asking Fetch() {
    Asking asking = Fetching(setting_, request_.format);
    // Which are missing is looked at here.
    if (Chosen() && !call_.Filled("name-transformer")) {
      asking.Option("--allow-missing");
    }
    return asking;
  }

  bool Chosen() const { return !call_.only_secrets().empty(); }

  // Whether all that were chosen have to be there. Under other names than were
  // chosen nobody can tell.
  bool MustHaveAll() const {
    return Chosen() && !call_.Filled("name-transformer") &&
           !call_.Given("no-exit-on-missing-only-secrets");
  }

  Asking OnCopy(const char* tool) {
    Asking asking(setting_, tool);
    asking.Copy(request_.format, request_.passphrase_flag);
    return asking;
  }

  // What only asks for names of files needs no passphrase.
  Tool* Print(absl::string_view option) {
    Asking asking(setting_, "dp-decrypt");
    return tools_.Start(asking.Option(option).Copy(request_.format, "").Done());
  }

  // Asks the API, while the tools that may be needed next start. With `caching`
  // for what differs from the copy, which is opened meanwhile.
  Tool* Update(bool caching) {
    if (kept_ != nullptr) tools_.Stop(kept_);
    Tool* etag = caching ? Print("--print-etag") : nullptr;
    Asking asking = Fetch();
    Fd tag_saved, tag_to_save, tag, tag_in;
    const bool noting = Noting() && MakePipe(&tag_saved, &tag_to_save);
    if (noting) asking.File("--etag-save", std::move(tag_to_save));
    if (caching && MakePipe(&tag, &tag_in)) {
      asking.File("--etag-compare", std::move(tag));
    }
    Tool* fetch = tools_.Start(asking.Done());
    // What differs is likely to be the same, and is then not sealed again.
    bool same = false;
    if (etag != nullptr) {
      tools_.Finish(etag);
      const absl::string_view text = etag->output.Reveal();
      (void)WriteAll(tag_in.get(), text, "pipe");
      (void)tag_in.Close();
      same = !absl::StripAsciiWhitespace(text).empty();
    }
    if (same) opened_ = tools_.Start(OnCopy("dp-decrypt").Done());
    kept_tag_ = std::move(tag_saved);
    kept_ = Keeping() && !same ? StartKeeping() : nullptr;
    tools_.Finish(fetch);
    return fetch;
  }

  bool Keeping() const {
    return !call_.Enabled("fallback-readonly") &&
           !call_.Filled("name-transformer");
  }

  // Whether the ETag is noted. With a --fallback of its own no directory is
  // made for it.
  bool Noting() const {
    return Keeping() && !call_.Enabled("no-cache") &&
           (!call_.Given("fallback") || access(directory_.c_str(), W_OK) == 0);
  }

  Tool* StartKeeping() {
    Asking asking(setting_, "dp-encrypt");
    asking.Option("--if-any").Option("--tee");
    if (request_.format != "json") asking.Option("--raw");
    if (kept_tag_.get() >= 0) asking.File("--etag-from", std::move(kept_tag_));
    return tools_.Start(asking.Copy(request_.format, request_.passphrase_flag)
                            .Input(ToolCall::Input::kFed)
                            .Done());
  }

  // Takes what came, if it holds all that was asked for.
  std::optional<Fault> Take(Tool* fetch) {
    if (opened_ != nullptr) tools_.Stop(opened_);
    *document_ = std::move(fetch->output);
    if (MustHaveAll()) {
      DP_RETURN_IF_FAULT(CheckMissing());
    } else {
      TellRest(fetch->report);
    }
    return std::nullopt;
  }

  std::optional<Fault> CheckMissing() {
    std::set<std::string> missing(call_.only_secrets().begin(),
                                  call_.only_secrets().end());
    (void)ReadJson(document_->Reveal(), [&](absl::Span<const std::string> path,
                                            bool, absl::string_view) {
      // An object without members has no name either.
      if (!path.empty()) missing.erase(path[0]);
    });
    std::string names;
    for (const std::string& name : call_.only_secrets()) {
      if (missing.erase(name) > 0) absl::StrAppend(&names, "\n- ", name);
    }
    if (names.empty()) return std::nullopt;
    return Failure("", absl::StrCat("the following secrets you are trying to "
                                    "include do not exist in your config:",
                                    names));
  }

  // Seals what came.
  std::optional<Fault> Keep() {
    if (!Keeping()) return std::nullopt;
    if (kept_ == nullptr) kept_ = StartKeeping();
    tools_.Feed(kept_, document_->Reveal());
    tools_.Finish(kept_);
    // It passes on what is safely in the file; what failed then is the note of
    // the ETag, which only speeds up the next run.
    const bool written = kept_->output == *document_;
    kept_->output.Clear();
    if (kept_->succeeded() || written) return std::nullopt;
    if (call_.Enabled("no-exit-on-write-failure") &&
        kept_->report.exit == kFailed) {
      Say(kNotWritten);
      Say(absl::StrCat(kept_->report.tool, ": ", kept_->report.message));
      TellRest(kept_->report);
      return std::nullopt;
    }
    Fault fault = Explained(kNotWritten, kept_->report);
    const std::string hint =
        HintAbout(ExpandHome(call_.Value("fallback"), setting_.environment));
    if (call_.Given("fallback") && !hint.empty()) fault.lines.push_back(hint);
    return fault;
  }

  // The CLI takes the copy for all but three answers, and for these removes it.
  std::optional<Fault> AfterFailure(const Report& report) {
    if (kept_ != nullptr) tools_.Stop(kept_);
    const bool answered = report.http >= 400 && report.http < 500;
    if (report.refused_by(401) || report.refused_by(403) ||
        report.refused_by(404)) {
      Forget();
    } else if (report.exit == kNotNow ||
               (report.exit == kRefused && answered)) {
      if (request_.needs_answer) {
        Fault fault = Explained(kNotFetched, report);
        if (report.exit == kNotNow) fault.code = kNotNow;
        return fault;
      }
      Say("Unable to fetch secrets from the Doppler API");
      Say(absl::StrCat("Doppler Error: ", Explained("", report).error));
      return ReadCopy();
    }
    return Explained(kNotFetched, report);
  }

  void Forget() {
    if (opened_ != nullptr) tools_.Stop(opened_);
    std::vector<Tool*> printed = {Print("--print-path"),
                                  Print("--print-path=legacy")};
    if (!call_.Enabled("no-cache")) {
      printed.push_back(Print("--print-path=metadata"));
    }
    for (Tool* tool : printed) {
      tools_.Finish(tool);
      absl::string_view path = tool->output.Reveal();
      absl::ConsumeSuffix(&path, "\n");
      if (tool->succeeded() && !path.empty()) {
        (void)unlink(std::string(path).c_str());
      }
    }
  }

  std::optional<Fault> ReadCopy() {
    Say("Reading secrets from fallback file");
    if (opened_ == nullptr) opened_ = tools_.Start(OnCopy("dp-decrypt").Done());
    tools_.Finish(opened_);
    if (opened_->succeeded()) {
      TellRest(opened_->report);
      *document_ = std::move(opened_->output);
      return MustHaveAll() ? CheckMissing() : std::nullopt;
    }
    const Report& report = opened_->report;
    Fault fault =
        Explained(report.exit == kRefused ? "Unable to decrypt fallback file"
                                          : "Unable to read fallback file",
                  report);
    if (report.exit == kRefused) {
      fault.error = "cipher: message authentication failed";
    } else if (report.exit == kFailed && !CopyExists()) {
      fault.headline = "";
      fault.error = "The fallback file does not exist";
    } else {
      return fault;
    }
    fault.lines.insert(fault.lines.begin(),
                       absl::StrCat(report.tool, ": ", report.message));
    return fault;
  }

  bool CopyExists() {
    for (const char* option : {"--print-path", "--print-path=legacy"}) {
      Tool* tool = Print(option);
      tools_.Finish(tool);
      absl::string_view path = tool->output.Reveal();
      absl::ConsumeSuffix(&path, "\n");
      if (!path.empty() && access(std::string(path).c_str(), F_OK) == 0) {
        return true;
      }
    }
    return false;
  }

  static bool MakePipe(Fd* read_end, Fd* write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    *read_end = Fd(ends[0]);
    *write_end = Fd(ends[1]);
    return true;
  }

  const Setting& setting_;
  const Call& call_;
  const DeliveryRequest& request_;
  Tools& tools_;
  Secret* document_;
  std::string directory_;
  Fd kept_tag_;             // The ETag of what came, for dp-encrypt.
  Tool* kept_ = nullptr;    // dp-encrypt, which waits for the document.
  Tool* opened_ = nullptr;  // dp-decrypt, with the copy.
};

}  // namespace

std::optional<Fault> Deliver(const Setting& setting,
                             const DeliveryRequest& request, Tools& tools,
                             Secret* document) {
  return Delivery(setting, request, tools, document).Run();
}

Fault Explained(absl::string_view headline, const Report& report) {
  Fault fault = Failure(headline, report.message, report.lines);
  const std::string line = absl::StrCat(report.tool, ": ", report.message);
  if (report.verb == "find" && report.object == "token") {
    fault =
        Failure("", "you must provide a token",
                {line, "doppler: hint: set DOPPLER_TOKEN, or use --token T"});
  } else if (report.option == "--fallback" && report.exit == kMisused) {
    fault.error = "Invalid file path";
    fault.lines.insert(fault.lines.begin(), line);
  } else if (!report.server.empty()) {
    fault.error = report.server;
    fault.lines.insert(fault.lines.begin(), line);
  }
  return fault;
}

void TellRest(const Report& report) {
  for (const std::string& line : report.lines) Say(line);
}

}  // namespace dp
