// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/seal.h"

#include <openssl/aead.h>
#include <openssl/digest.h>
#include <openssl/evp.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "lib/base/encoding.h"
#include "lib/base/status.h"
#include "lib/testing/published_vectors.h"
#include "nlohmann/json.hpp"

namespace dp {
namespace {

using Json = nlohmann::json;

constexpr char kNotSealed[] = "cannot open \"x\": it is not a sealed file: ";
constexpr char kNoOpen[] =
    "cannot open \"x\": wrong passphrase or damaged file";

// The plaintext of `text`, or the message.
std::string OpenText(absl::string_view text, absl::string_view passphrase) {
  Secret secret(text);
  const auto sealed = ParseSealed(secret.Reveal(), "x");
  if (!sealed.ok()) return std::string(sealed.status().message());
  const auto plaintext = Open(*sealed, std::move(secret), passphrase, "x");
  if (plaintext.ok()) return std::string(plaintext->Reveal());
  EXPECT_EQ(ExitCode(plaintext.status()), 3);
  return std::string(plaintext.status().message());
}

Header TestHeader(Encoding encoding, bool stamped) {
  Header header;
  header.rounds = 1;
  header.encoding = encoding;
  header.salt = stamped ? std::string(16, 'S') + "DPX1" + std::string(16, '\0')
                        : std::string(8, 'S');
  header.nonce.fill('N');
  return header;
}

std::string SealText(const Header& header, absl::string_view plaintext,
                     absl::string_view passphrase) {
  const auto data = Encrypt(header, Secret(plaintext),
                            DeriveKey(passphrase, header.salt, header.rounds));
  EXPECT_TRUE(data.ok()) << data.status();
  std::string text;
  const int error = FormatSealed(FormatHeader(header), header.encoding,
                                 data->Reveal(), [&](absl::string_view piece) {
                                   text.append(piece.data(), piece.size());
                                   return 0;
                                 });
  EXPECT_EQ(error, 0);
  return text;
}

std::string ReadTextFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file.good()) << path;
  return text.str();
}

std::string Bytes(absl::string_view hex) {
  std::string bytes(hex);
  EXPECT_TRUE(hex.empty() || Decode(Encoding::kHex, hex, &bytes[0])) << hex;
  bytes.resize(hex.size() / 2);
  return bytes;
}

std::string Hex(const Json& json) {
  return Bytes(json.get_ref<const std::string&>());
}

std::string Key(absl::string_view passphrase, absl::string_view salt,
                uint32_t rounds) {
  return std::string(DeriveKey(passphrase, salt, rounds).Reveal());
}

// Rows of RFC 7914, section 11, cut to one block.
TEST(DeriveKey, AgreesWithRfc7914) {
  EXPECT_EQ(absl::BytesToHexString(Key("passwd", "salt", 1)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_EQ(absl::BytesToHexString(Key("Password", "NaCl", 80000)),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST(DeriveKey, AgreesWithBoringSsl) {
  for (const size_t size :
       {0u, 1u, 31u, 32u, 63u, 64u, 65u, 127u, 128u, 1024u}) {
    for (const size_t salt_size : {0u, 8u, 36u, 51u, 52u, 64u, 200u}) {
      const std::string passphrase(size, 'p'), salt(salt_size, 's');
      for (const uint32_t rounds : {1u, 2u, 3u, 100u}) {
        uint8_t want[kKeySize];
        ASSERT_EQ(PKCS5_PBKDF2_HMAC(
                      passphrase.data(), size,
                      reinterpret_cast<const uint8_t*>(salt.data()), salt_size,
                      rounds, EVP_sha256(), sizeof(want), want),
                  1);
        EXPECT_EQ(Key(passphrase, salt, rounds),
                  std::string(want, want + sizeof(want)));
      }
    }
  }
}

TEST(Seal, RoundTrips) {
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    for (const bool stamped : {false, true}) {
      for (const size_t size : {0u, 1u, 15u, 16u, 17u, 100000u}) {
        std::string plaintext;
        for (size_t i = 0; i < size; ++i) plaintext += static_cast<char>(i * 7);
        const std::string text =
            SealText(TestHeader(encoding, stamped), plaintext, "p");
        EXPECT_EQ(OpenText(text, "p"), plaintext);
        EXPECT_EQ(OpenText(text, "q"), kNoOpen);
      }
    }
  }
}

TEST(Seal, RoundTripsTheLargestDocumentAndNoLarger) {
  const std::string plaintext(kMaxPlaintext, 'x');
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    const std::string text =
        SealText(TestHeader(encoding, true), plaintext, "p");
    EXPECT_LE(text.size(), kMaxSealed);
    EXPECT_TRUE(OpenText(text, "p") == plaintext);
  }
  const std::string text =
      SealText(TestHeader(Encoding::kBase64, true), plaintext + "x", "p");
  EXPECT_EQ(OpenText(text, "p"),
            absl::StrCat(kNotSealed, "its data is over the limit of 64 MiB"));
}

// No change of one byte, no cut and no addition opens: exhaustive.
TEST(Open, RefusesEveryChange) {
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    for (const bool stamped : {false, true}) {
      const std::string text =
          SealText(TestHeader(encoding, stamped), "{\"A\":\"canary\"}", "p");
      const std::string refused = "cannot open \"x\": ";
      for (size_t i = 0; i < text.size(); ++i) {
        EXPECT_TRUE(absl::StartsWith(OpenText(text.substr(0, i), "p"), refused))
            << i;
        for (int byte = 0; byte < 256; ++byte) {
          std::string changed = text;
          changed[i] = static_cast<char>(byte);
          if (changed == text) continue;
          EXPECT_TRUE(absl::StartsWith(OpenText(changed, "p"), refused))
              << changed;
        }
      }
      for (int byte = 0; byte < 256; ++byte) {
        const bool line_feed = byte == '\n' && encoding == Encoding::kBase64;
        EXPECT_EQ(absl::StartsWith(
                      OpenText(text + static_cast<char>(byte), "p"), refused),
                  !line_feed);
      }
    }
  }
}

TEST(Open, RefusesPartsOfAnotherFile) {
  const std::string a =
      SealText(TestHeader(Encoding::kBase64, true), "{\"A\":\"1\"}", "p");
  Header header = TestHeader(Encoding::kBase64, true);
  header.salt[0] = 'T';
  header.nonce[0] = 'M';
  const std::string b = SealText(header, "{\"A\":\"2\"}", "p");
  const std::vector<std::string> as = absl::StrSplit(a, '-'),
                                 bs = absl::StrSplit(b, '-');
  EXPECT_EQ(OpenText(absl::StrCat(bs[0], "-", as[1], "-", as[2]), "p"),
            kNoOpen);
  EXPECT_EQ(OpenText(absl::StrCat(as[0], "-", bs[1], "-", as[2]), "p"),
            kNoOpen);
  EXPECT_EQ(OpenText(absl::StrCat(as[0], "-", as[1], "-", bs[2]), "p"),
            kNoOpen);
}

TEST(Open, SaysWhenTheDataIsNotCanonical) {
  const std::string text = SealText(TestHeader(Encoding::kBase64, false), "x",
                                    "p");  // 17 bytes: one "=".
  const std::string want =
      absl::StrCat(kNotSealed, "its data is not valid base64 or hex");
  std::string changed = text;
  changed[changed.size() - 3] = '-';
  EXPECT_EQ(OpenText(changed, "p"), want);
  changed = text;
  changed[changed.size() - 2] =
      static_cast<char>(changed[changed.size() - 2] + 1);
  EXPECT_EQ(OpenText(changed, "p"), want);
}

TEST(Open, AgreesWithTheDerivedVectors) {
  const Json vectors =
      Json::parse(ReadTextFile("testdata/doppler-derived.json"));
  for (const Json& v : vectors["derived_pbkdf2"]) {
    EXPECT_EQ(Key(v["passphrase"].get<std::string>(), Hex(v["salt_hex"]),
                  v["rounds"]),
              Hex(v["key_hex"]));
  }
  for (const char* const versions :
       {"derived_aes_v4", "derived_aes_v1_v2_v3"}) {
    EXPECT_GE(vectors[versions].size(), 5u);
    for (const Json& v : vectors[versions]) {
      EXPECT_EQ(OpenText(v["file"].get<std::string>(),
                         v["passphrase"].get<std::string>()),
                v["plaintext"].get<std::string>())
          << v["id"];
    }
  }
  for (const Json& v : vectors["derived_decode_strictness"]) {
    const std::string id = v["id"];
    // docs/format.md: what the Doppler CLI reads and we do not, on purpose.
    const bool stricter = id == "trailing-crlf-base64-ok" ||
                          id == "plus-sign-and-leading-zeros-in-rounds-ok" ||
                          id == "upper-case-hex-ok";
    const std::string got = OpenText(v["file"].get<std::string>(),
                                     v["passphrase"].get<std::string>());
    if (v.contains("plaintext") && !stricter) {
      EXPECT_EQ(got, v["plaintext"].get<std::string>()) << id;
    } else {
      EXPECT_TRUE(absl::StartsWith(got, "cannot open \"x\": ")) << id;
    }
  }
}

TEST(Open, AgreesWithTheStampedVector) {
  EXPECT_EQ(
      OpenText(
          "4:base64:500000:raQLpFDEPD9z1UD391ER60RQWDEAAAAAawHsJgAAAABrAfo2-"
          "3sqPjuYXu0GgCKuT-"
          "TOP406QtfEKQnaIWO0R0W0h9M+"
          "g1SIASegwth8A4eSNaXDH83xImHUE7r9mYcrlYQjQ=",
          "p"),
      "{\"A\": \"1\", \"DOPPLER_PROJECT\": \"x\"}");
}

TEST(Vectors, Doppler) {
  const std::optional<std::string> text =
      PublishedVectors("doppler-upstream.json");
  if (!text) GTEST_SKIP() << kNoPublishedVectors;
  const Json vectors = Json::parse(*text);
  int num_seen = 0;
  for (const Json& v : vectors["repo_aes_decrypt"]) {
    const std::string got = OpenText(v["ciphertext"].get<std::string>(),
                                     v["passphrase"].get<std::string>());
    if (v.contains("plaintext")) {
      EXPECT_EQ(got, v["plaintext"].get<std::string>()) << v["id"];
    } else {
      EXPECT_TRUE(absl::StartsWith(got, "cannot open \"x\": ")) << v["id"];
    }
    ++num_seen;
  }
  EXPECT_EQ(num_seen, 8);
}

TEST(Vectors, WycheproofPbkdf2) {
  const std::optional<std::string> text =
      PublishedVectors("wycheproof/pbkdf2_hmacsha256_test.json");
  if (!text) GTEST_SKIP() << kNoPublishedVectors;
  const Json vectors = Json::parse(*text);
  int num_seen = 0;
  for (const Json& group : vectors["testGroups"]) {
    for (const Json& v : group["tests"]) {
      const size_t size = std::min(v["dkLen"].get<size_t>(), kKeySize);
      const bool valid = v["result"] != "invalid";
      const std::string got =
          Key(Hex(v["password"]), Hex(v["salt"]), v["iterationCount"])
              .substr(0, size);
      EXPECT_EQ(got == Hex(v["dk"]).substr(0, size), valid) << v["tcId"];
      ++num_seen;
    }
  }
  EXPECT_EQ(num_seen, vectors["numberOfTests"]);
}

struct AeadVector {
  std::string key, nonce, ad, plaintext, ciphertext, tag;
};

// The primitive that Seal and Open call.
void CheckAead(const AeadVector& v, bool opens, bool seals) {
  const auto bytes = [](const std::string& s) {
    return reinterpret_cast<const uint8_t*>(s.data());
  };
  EVP_AEAD_CTX context;
  ASSERT_EQ(EVP_AEAD_CTX_init(&context, EVP_aead_aes_256_gcm(), bytes(v.key),
                              v.key.size(), kTagSize, nullptr),
            1);
  const std::string sealed = v.ciphertext + v.tag;
  std::vector<uint8_t> out(sealed.size() + kTagSize);
  size_t size;
  const int opened = EVP_AEAD_CTX_open(
      &context, out.data(), &size, out.size(), bytes(v.nonce), v.nonce.size(),
      bytes(sealed), sealed.size(), bytes(v.ad), v.ad.size());
  EXPECT_EQ(opened == 1, opens);
  if (opened == 1) {
    EXPECT_EQ(std::string(out.data(), out.data() + size), v.plaintext);
  }
  if (seals) {
    ASSERT_EQ(
        EVP_AEAD_CTX_seal(&context, out.data(), &size, out.size(),
                          bytes(v.nonce), v.nonce.size(), bytes(v.plaintext),
                          v.plaintext.size(), bytes(v.ad), v.ad.size()),
        1);
    EXPECT_EQ(std::string(out.data(), out.data() + size), sealed);
  }
  EVP_AEAD_CTX_cleanup(&context);
}

TEST(Vectors, WycheproofAesGcm) {
  const std::optional<std::string> text =
      PublishedVectors("wycheproof/aes_gcm_test.json");
  if (!text) GTEST_SKIP() << kNoPublishedVectors;
  const Json vectors = Json::parse(*text);
  int num_seen = 0;
  for (const Json& group : vectors["testGroups"]) {
    if (group["keySize"] != 256 || group["ivSize"] != 96 ||
        group["tagSize"] != 128) {
      continue;
    }
    for (const Json& v : group["tests"]) {
      SCOPED_TRACE(v["tcId"].get<int>());
      const bool valid = v["result"] == "valid";
      CheckAead({Hex(v["key"]), Hex(v["iv"]), Hex(v["aad"]), Hex(v["msg"]),
                 Hex(v["ct"]), Hex(v["tag"])},
                valid, valid);
      ++num_seen;
    }
  }
  EXPECT_EQ(num_seen, 66);
}

// A CAVP file: lines "Name = hex", a group a test, and FAIL for a tag that must
// not verify.
void CheckCavp(const std::string& text, bool seals) {
  AeadVector v;
  const std::map<absl::string_view, std::string*> fields = {
      {"Key", &v.key},      {"IV", &v.nonce},      {"AAD", &v.ad},
      {"PT", &v.plaintext}, {"CT", &v.ciphertext}, {"Tag", &v.tag}};
  bool fails = false;
  int num_seen = 0;
  for (const absl::string_view line :
       absl::StrSplit(absl::StrCat(text, "\n\n"), '\n')) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(absl::StripSuffix(line, "\r"), absl::MaxSplits(" =", 1));
    if (parts[0] == "Key") v = AeadVector();
    const auto field = fields.find(parts[0]);
    if (field != fields.end()) {
      *field->second = Bytes(absl::StripLeadingAsciiWhitespace(parts[1]));
    }
    fails = fails || parts[0] == "FAIL";
    if (!parts[0].empty() || v.key.empty()) continue;
    SCOPED_TRACE(num_seen);
    CheckAead(v, !fails, seals);
    v = AeadVector();
    fails = false;
    ++num_seen;
  }
  EXPECT_EQ(num_seen, 375);
}

TEST(Vectors, NistAesGcm) {
  const std::optional<std::string> open =
      PublishedVectors("nist-cavp-gcm/gcmDecrypt256_iv96_tag128.rsp");
  const std::optional<std::string> seal =
      PublishedVectors("nist-cavp-gcm/gcmEncryptExtIV256_iv96_tag128.rsp");
  if (!open || !seal) GTEST_SKIP() << kNoPublishedVectors;
  CheckCavp(*open, false);
  CheckCavp(*seal, true);
}

}  // namespace
}  // namespace dp
