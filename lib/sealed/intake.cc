// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/intake.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "lib/base/encoding.h"

namespace dp {
namespace {

// Four characters at the end may be padded, and a line feed follow them.
constexpr size_t kEnd = 5;

size_t GroupSize(Encoding encoding) {
  return encoding == Encoding::kBase64 ? 4 : 2;
}

}  // namespace

int FormatTaken(const Sealed& sealed, absl::string_view bytes,
                PieceTaker take) {
  if (!sealed.decoded) return take(bytes);
  const int error = FormatSealed(FormatHeader(sealed.header),
                                 sealed.header.encoding, bytes, take);
  return error != 0 || !sealed.line_feed ? error : take("\n");
}

void Intake::Expect(size_t text_size) {
  expected_ = std::min(text_size, kMaxSealed);
}

void Intake::Take(absl::string_view piece) {
  if (kept_ == Kept::kData) return TakeData(piece);
  text_.Append(piece);
  if (kept_ == Kept::kStart && text_.size() >= kSealedStart) FindData();
}

void Intake::FindData() {
  const Secret start = std::move(text_);
  const auto beginning = ParseBeginning(start.Reveal().substr(0, kSealedStart));
  if (!beginning.has_value()) {
    kept_ = Kept::kWhole;
    text_.Append(start.Reveal());
    return;
  }
  kept_ = Kept::kData;
  header_ = beginning->header;
  header_text_ = std::string(start.Reveal().substr(0, beginning->size));
  data_.Reserve(header_.encoding == Encoding::kBase64 ? expected_ / 4 * 3
                                                      : expected_ / 2);
  TakeData(start.Reveal().substr(beginning->size));
}

void Intake::TakeData(absl::string_view piece) {
  pending_.append(piece.data(), piece.size());
  if (pending_.size() <= kEnd) return;
  const size_t group = GroupSize(header_.encoding);
  const size_t size = (pending_.size() - kEnd) / group * group;
  const absl::string_view text = absl::string_view(pending_).substr(0, size);
  if (absl::EndsWith(text, "=") || !DecodeMore(text)) return KeepWhole();
  pending_.erase(0, size);
}

// Whole groups without padding, or the end. False, with nothing taken, when
// they are not canonical.
bool Intake::DecodeMore(absl::string_view text) {
  const std::optional<size_t> size = DecodedSize(header_.encoding, text);
  if (!size.has_value()) return false;
  const size_t old_size = data_.size();
  // Pages that are not touched take no memory.
  if (old_size + *size > data_.capacity()) {
    data_.Reserve(std::max(old_size + *size, 2 * data_.capacity()));
  }
  data_.Resize(old_size + *size);
  if (Decode(header_.encoding, text, data_.RevealMutable().data() + old_size)) {
    return true;
  }
  data_.Resize(old_size);
  return false;
}

bool Intake::TakeEnd() {
  absl::string_view text = pending_;
  line_feed_ =
      header_.encoding == Encoding::kBase64 && absl::ConsumeSuffix(&text, "\n");
  if (!DecodeMore(text)) return false;
  return data_.size() >= kTagSize && data_.size() <= kMaxPlaintext + kTagSize;
}

void Intake::KeepWhole() {
  kept_ = Kept::kWhole;
  text_ = Secret(header_text_);
  text_.Resize(header_text_.size() +
               EncodedSize(header_.encoding, data_.size()));
  Encode(header_.encoding, data_.Reveal(),
         text_.RevealMutable().data() + header_text_.size());
  text_.Append(pending_);
  data_.Clear();
}

absl::StatusOr<Sealed> Intake::Finish(absl::string_view name, Secret* bytes) {
  if (kept_ == Kept::kStart) FindData();
  const size_t before_end = data_.size();
  if (kept_ == Kept::kData && TakeEnd()) {
    Sealed sealed;
    sealed.header = header_;
    sealed.data_size = data_.size();
    sealed.decoded = true;
    sealed.line_feed = line_feed_;
    *bytes = std::move(data_);
    return sealed;
  }
  if (kept_ == Kept::kData) {
    data_.Resize(before_end);
    KeepWhole();
  }
  *bytes = std::move(text_);
  return ParseSealed(bytes->Reveal(), name);
}

}  // namespace dp
