// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/template.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/os/env.h"

namespace dp {
namespace {

// What Go's text/template makes of it, with these secrets.
constexpr Variable kSecrets[] = {
    {"URL", "https://a.example/?x=1&y=<2>"},
    {"A", "alpha"},
    {"EMPTY", ""},
    {"ZERO", "0"},
    {"FALSE", "false"},
    {"QUOTES", "say \"hi\" \\ 'there'\n\tnow"},
    {"UMLAUT", "gr\xC3\xBC\xC3\x9F"},
    {"BROKEN", "a\xFFz"},
    {"JSON",
     R"({"port":8080,"name":"db","tags":["x","y"],"on":true,"none":null,)"
     R"("big":1000000,"pi":3.25,"o":{"b":"2","a":"1"},"empty":[]})"},
    {"LIST", R"(["x",1,true,null,[2.5],{"k":"v"}])"},
    {"B", "beta"},
};

std::string Render(absl::string_view text) {
  const absl::StatusOr<Secret> rendered =
      RenderTemplate(text, kSecrets, "test.tmpl");
  if (rendered.ok()) return std::string(rendered->Reveal());
  return absl::StrCat("ERROR ", rendered.status().message());
}

struct Row {
  const char* text;
  const char* expected;
};

TEST(Template, TextAndTrimMarkers) {
  constexpr Row kRows[] = {
      {"", ""},
      {"plain } }} { text\n", "plain } }} { text\n"},
      {"{{.A}}", "alpha"},
      {"<{{ .A }}>", "<alpha>"},
      {"a {{- .A }} b", "aalpha b"},
      {"a {{ .A -}} b", "a alphab"},
      {"a \t\r\n {{- .A -}} \n\n b", "aalphab"},
      {"{{- .A -}}", "alpha"},
      {"x{{-3}}", "x-3"},
      {"x {{- -3}}", "x-3"},
      {"{{3 -}} y", "3y"},
      {"{{/* comment */}}x", "x"},
      {"a {{- /* c */ -}} b", "ab"},
      {"a {{/* c */ -}} b", "a b"},
      {"a{{/* with }} inside */}}b", "ab"},
      {"a{{/*\n\n*/}}b", "ab"},
      {"{{\n.A\n}}", "alpha"},
      {"{{.A\n-}}\n b", "alphab"},
      {"{ {{`{{`}} }", "{ {{ }"},
      {"{{\"}}\"}}", "}}"},
      {"\xFF{{.A}}\xFF",
       "\xFF"
       "alpha\xFF"},
      {"{{.A}}{{.B}}", "alphabeta"},
      {"a\n{{- /* only */}}\nb", "a\nb"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, FieldsAndMissingKeys) {
  constexpr Row kRows[] = {
      {"{{.MISSING}}", "<no value>"},
      {"{{.MISSING.X}}", "<no value>"},
      {"{{.MISSING.X.Y.Z}}", "<no value>"},
      {"{{$.A}}", "alpha"},
      {"{{$.MISSING}}", "<no value>"},
      {"{{index . \"A\"}}", "alpha"},
      {"<{{index . \"MISSING\"}}>", "<>"},
      {"{{tojson .MISSING}}", "null"},
      {"{{if .MISSING}}yes{{else}}no{{end}}", "no"},
      {"{{eq .MISSING \"\"}}", "false"},
      {"{{ne .MISSING \"\"}}", "true"},
      {"{{eq .MISSING nil}}", "true"},
      {"{{or .MISSING \"d\"}}", "d"},
      {"{{and .MISSING \"d\"}}", "<no value>"},
      {"{{.MISSING | or \"d\"}}", "d"},
      {"{{print .MISSING}}", "<nil>"},
      {"{{print .MISSING .MISSING}}", "<nil> <nil>"},
      {"{{printf \"%v %s %d\" .MISSING .MISSING .MISSING}}",
       "<nil> %!s(<nil>) %!d(<nil>)"},
      {"{{html .MISSING}}", "&lt;no value&gt;"},
      {"{{not .MISSING}}", "true"},
      {"{{.MISSING | tojson}}", "null"},
      {"{{$x := .MISSING}}{{$x}}", "<no value>"},
      {"{{with .MISSING}}x{{else}}none{{end}}", "none"},
      {"{{range .MISSING}}x{{else}}none{{end}}", "none"},
      {"{{(index . \"A\")}}", "alpha"},
      {"{{with $}}{{.A}}{{end}}", "alpha"},
      {"{{.EMPTY}}", ""},
      {"{{print nil}}", "<nil>"},
      {"{{.A | }}", "alpha"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, Literals) {
  constexpr Row kRows[] = {
      {"{{1}} {{-1}} {{+1}} {{0}} {{-0}}", "1 -1 1 0 0"},
      {"{{0x1F}} {{0X1f}} {{017}} {{0o17}} {{0b101}}", "31 31 15 15 5"},
      {"{{1_000}} {{0x_ff}} {{0_7}}", "1000 255 7"},
      {"{{9223372036854775807}}", "9223372036854775807"},
      {"{{-9223372036854775808}}", "-9223372036854775808"},
      {"{{1.5}} {{.5}} {{1.}} {{-.5}}", "1.5 0.5 1 -0.5"},
      {"{{1e3}} {{1E6}} {{1e-5}} {{1_0.2_5}}", "1000 1e+06 1e-05 10.25"},
      {"{{1000000.0}} {{999999.0}} {{123456789.0}}",
       "1e+06 999999 1.23456789e+08"},
      {"{{0.0001}} {{0.00001}} {{1e20}} {{1e21}} {{1e100}}",
       "0.0001 1e-05 1e+20 1e+21 1e+100"},
      {"{{0.1}} {{3.14159265358979}} {{1e-400}}", "0.1 3.14159265358979 0"},
      {"{{-0.0}} {{5e-324}} {{1.7976931348623157e308}}",
       "-0 5e-324 1.7976931348623157e+308"},
      {"{{0x1e}} {{08.5}}", "30 8.5"},
      {"{{'a'}} {{'\\n'}} {{'\\x41'}} {{'\\''}} {{'\\u00fc'}} {{'\xC3\xBC'}}",
       "97 10 65 39 252 252"},
      {"{{true}} {{false}}", "true false"},
      {"{{\"a\\tb\\n\\\"\\\\\\x41\\101\\u00fc\\U0001F600\\a\"}}",
       "a\tb\n\"\\AA\xC3\xBC\xF0\x9F\x98\x80\a"},
      {"{{\"\\xff\"}}", "\xFF"},
      {"{{\"\xFF\"}}", "\xEF\xBF\xBD"},
      {"{{`raw \\n \"x\"`}}", "raw \\n \"x\""},
      {"{{`a\r\nb`}}", "a\nb"},
      {"{{\"\"}}", ""},
      {"{{\"\xC3\xBC\"}}", "\xC3\xBC"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, Truth) {
  constexpr Row kRows[] = {
      {"{{if .A}}y{{end}}", "y"},
      {"{{if .EMPTY}}y{{else}}n{{end}}", "n"},
      {"{{if .ZERO}}y{{else}}n{{end}}", "y"},
      {"{{if .FALSE}}y{{else}}n{{end}}", "y"},
      {"{{if 0}}y{{else}}n{{end}}", "n"},
      {"{{if 0.0}}y{{else}}n{{end}}", "n"},
      {"{{if -1}}y{{else}}n{{end}}", "y"},
      {"{{if true}}y{{else}}n{{end}}", "y"},
      {"{{if .}}y{{else}}n{{end}}", "y"},
      {"{{if fromjson \"{}\"}}y{{else}}n{{end}}", "n"},
      {"{{if fromjson \"[]\"}}y{{else}}n{{end}}", "n"},
      {"{{if fromjson \"[0]\"}}y{{else}}n{{end}}", "y"},
      {"{{if fromjson \"null\"}}y{{else}}n{{end}}", "n"},
      {"{{if fromjson \"0\"}}y{{else}}n{{end}}", "n"},
      {"{{if not .EMPTY}}y{{end}}", "y"},
      {"{{if and .A .B}}y{{end}}", "y"},
      {"{{if .EMPTY}}1{{else if .A}}2{{else}}3{{end}}", "2"},
      {"{{if .EMPTY}}1{{else if .MISSING}}2{{else if .EMPTY}}3{{else}}4{{end}}",
       "4"},
      {"{{if .EMPTY}}1{{else if .MISSING}}2{{end}}", ""},
      {"{{with .A}}{{.}}{{end}}", "alpha"},
      {"{{with .EMPTY}}1{{else with .B}}{{.}}{{else}}3{{end}}", "beta"},
      {"{{with .EMPTY}}1{{else}}{{.A}}{{end}}", "alpha"},
      {"{{with $x := .A}}{{$x}}{{.}}{{end}}", "alphaalpha"},
      {"{{if $x := .A}}{{$x}}{{.B}}{{end}}", "alphabeta"},
      {"{{if $x := .EMPTY}}{{else}}<{{$x}}>{{end}}", "<>"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, LogicAndComparison) {
  constexpr Row kRows[] = {
      {"{{and .A .B}} {{and .EMPTY .B}}|", "beta |"},
      {"{{or .A .B}} {{or .EMPTY .B}} {{or .EMPTY 0}}", "alpha beta 0"},
      {"{{or .A (index 1 2)}}", "alpha"},
      {"{{and .EMPTY (index 1 2)}}", ""},
      {"{{or 0 false \"\"}}|", "|"},
      {"{{.B | or .EMPTY}} {{.B | and .A}}", "beta beta"},
      {"{{or nil \"x\"}}", "x"},
      {"{{not true}} {{not 0}} {{not \"x\"}}", "false true false"},
      {"{{eq .A \"alpha\"}} {{eq .A \"beta\"}}", "true false"},
      {"{{eq .A \"x\" \"y\" \"alpha\"}}", "true"},
      {"{{eq 1 1}} {{eq 1 2}} {{eq 1.5 1.5}} {{eq true true}}",
       "true false true true"},
      {"{{eq 1 nil}} {{eq nil 1}} {{eq nil nil}} {{eq . nil}}",
       "false false true false"},
      {"{{eq (index .A 0) 97}} {{eq 97 (index .A 0)}}", "true true"},
      {"{{ne .A .B}} {{ne .A .A}}", "true false"},
      {"{{lt 1 2}} {{lt 2 1}} {{le 2 2}} {{gt 2 1}} {{ge 1 2}}",
       "true false true true false"},
      {"{{lt \"a\" \"b\"}} {{lt 1.5 2.5}} {{ge \"b\" \"a\"}}",
       "true true true"},
      {"{{le 1 2}} {{le 3 2}} {{gt 2 2}} {{ge 2 2}}", "true false false true"},
      {"{{\"alpha\" | eq .A}}", "true"},
      {"{{eq (len .A) 5}}", "true"},
      {"{{len .A}} {{len .UMLAUT}} {{len .}} {{len (fromjson .LIST)}}",
       "5 6 11 6"},
      {"{{len \"\"}}", "0"},
      {"{{if eq .A \"alpha\"}}1{{end}}", "1"},
      {"{{if and (eq .A \"alpha\") (ne .B \"x\")}}1{{end}}", "1"},
      {"{{and true}} {{or false}}", "true false"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, RangeAndJumps) {
  constexpr Row kRows[] = {
      {"{{range fromjson .LIST}}[{{.}}]{{end}}",
       "[x][1][true][<no value>][[2.5]][map[k:v]]"},
      {"{{range $i, $v := fromjson .LIST}}{{$i}}={{$v}};{{end}}",
       "0=x;1=1;2=true;3=<no value>;4=[2.5];5=map[k:v];"},
      {"{{range $v := fromjson \"[1,2]\"}}{{$v}}{{.}}{{end}}", "1122"},
      {"{{range $k, $v := (fromjson .JSON).o}}{{$k}}{{$v}}{{end}}", "a1b2"},
      {"{{range (fromjson .JSON).o}}{{.}}{{end}}", "12"},
      {"{{$o := (fromjson .JSON).o}}{{range $k, $o}}{{$k}}{{.}};{{end}}",
       "11;22;"},
      {"{{range (fromjson .JSON).empty}}x{{else}}none{{end}}", "none"},
      {"{{range 3}}{{.}}{{end}}", "012"},
      {"{{range $i := 2}}{{$i}}{{end}}", "01"},
      {"{{range 0}}x{{else}}none{{end}}", "none"},
      {"{{range fromjson \"[1,2,3]\"}}{{if eq . "
       "2.0}}{{break}}{{end}}{{.}}{{end}}",
       "1"},
      {"{{range fromjson \"[1,2,3]\"}}{{if eq . 2.0}}{{continue}}{{end}}{{.}}"
       "{{end}}",
       "13"},
      {"{{range 2}}{{range 3}}{{if eq . "
       "1}}{{break}}{{end}}{{.}}{{end}};{{end}}",
       "0;0;"},
      {"{{$n := \"\"}}{{range $k, $v := .}}{{$n = $k}}{{end}}{{$n}}", "ZERO"},
      {"{{$s := \"\"}}{{range 3}}{{$s = print $s .}}{{end}}{{$s}}", "012"},
      {"{{range $k, $v := .}}{{if eq $k \"A\" \"B\"}}{{$k}}={{$v}} "
       "{{end}}{{end}}",
       "A=alpha B=beta "},
      {"{{range $k, $_ := .}}{{$k}} {{end}}",
       "A B BROKEN EMPTY FALSE JSON LIST QUOTES UMLAUT URL ZERO "},
      {"{{range 2}}{{$.A}}{{end}}", "alphaalpha"},
      {"{{$i := 0}}{{$v := 0}}{{range $i, $v = fromjson \"[7]\"}}{{end}}{{$i}}"
       "{{$v}}",
       "07"},
      {"{{range .MISSING}}{{else}}{{.A}}{{end}}", "alpha"},
      {"{{with fromjson .LIST}}{{range .}}{{break}}{{end}}{{end}}x", "x"},
      {"{{range $x := fromjson \"[1]\"}}{{$x := 5}}{{$x}}{{end}}", "5"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, VariablesAndScopes) {
  constexpr Row kRows[] = {
      {"{{$x := 1}}{{$x}}", "1"},
      {"{{$x:=1}}{{$x}}", "1"},
      {"{{$x := 1}}{{$x = 2}}{{$x}}", "2"},
      {"{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21"},
      {"{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"},
      {"{{$x := 1}}{{with 5}}{{$x = .}}{{end}}{{$x}}", "5"},
      {"{{$x := .A}}{{$y := $x}}{{$y}}", "alpha"},
      {"{{$x := fromjson .JSON}}{{$x.name}} {{$x.o.a}}", "db 1"},
      {"{{$x := .}}{{$x.A}}", "alpha"},
      {"{{$}}", nullptr},
      {"{{with .A}}{{$.B}}{{end}}", "beta"},
      {"{{print ($x := 3) $x}}", "3 3"},
      {"{{$x := print .A \"!\"}}{{.A}}{{printf \"%s\" .B}}{{$x}}",
       "alphabetaalpha!"},
      {"{{$x := \"a\"}}{{$x := \"b\"}}{{$x}}", "b"},
  };
  for (const Row& row : kRows) {
    if (row.expected == nullptr) {
      EXPECT_TRUE(absl::StartsWith(Render(row.text), "map[A:alpha B:beta "));
      continue;
    }
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, Definitions) {
  constexpr Row kRows[] = {
      {"{{define \"x\"}}[{{.}}]{{end}}{{template \"x\" .A}}", "[alpha]"},
      {"{{template \"x\"}}{{define \"x\"}}[{{.}}]{{end}}", "[<no value>]"},
      {"{{define `x`}}[{{.A}}]{{end}}{{template \"x\" .}}", "[alpha]"},
      {"{{block \"b\" .A}}<{{.}}>{{end}}", "<alpha>"},
      {"{{block \"b\" .A}}<{{.}}>{{end}}{{template \"b\" .B}}",
       "<alpha><beta>"},
      {"{{define \"b\"}}D{{end}}{{block \"b\" .}} {{end}}", "D"},
      {"{{define \"x\"}}{{$}}{{end}}{{template \"x\" 3}}", "3"},
      {"{{define \"x\"}}{{if gt . 0}}{{.}}{{template \"y\"}}{{end}}{{end}}"
       "{{define \"y\"}}!{{end}}{{template \"x\" 2}}",
       "2!"},
      {"{{define \"x\"}} {{end}}{{define \"x\"}}b{{end}}{{template \"x\"}}",
       "b"},
      {"{{$v := 1}}{{define \"x\"}}{{$v := 2}}{{$v}}{{end}}{{template \"x\"}}"
       "{{$v}}",
       "21"},
      {"{{define \"Secrets\"}}other{{end}}", "other"},
      {"{{define \"t\"}}{{range $k, $v := .}}{{$k}}{{if eq $k "
       "\"s\"}}({{template "
       "\"t\" $v}}){{end}}{{end}}{{end}}{{template \"t\" fromjson "
       "`{\"a\":1,\"s\":{\"s\":{}}}`}}",
       "as(s())"},
      {"{{define \"x\"}}a{{end}}{{if true}}{{template \"x\" $y := "
       "3}}{{$y}}{{end}}",
       "a3"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, IndexAndSlice) {
  constexpr Row kRows[] = {
      {"{{index .A 0}} {{index .A 4}}", "97 97"},
      {"{{index (fromjson .LIST) 0}}", "x"},
      {"{{index (fromjson .LIST) 4 0}}", "2.5"},
      {"{{index (fromjson .LIST) 5 \"k\"}}", "v"},
      {"{{index (fromjson .LIST) 5 \"none\"}}", "<no value>"},
      {"{{index (fromjson .LIST) 3}}", "<no value>"},
      {"{{index (fromjson .JSON) \"o\" \"a\"}}", "1"},
      {"{{index .}}", nullptr},
      {"{{index . \"A\" 0 | printf \"%c\"}}", "a"},
      {"{{slice .A 1 3}} {{slice .A 3}} {{slice .A}}", "lp ha alpha"},
      {"{{slice .A 0 0}}|{{slice .A 5}}|", "||"},
      {"{{slice (fromjson .LIST) 0 2}}", "[x 1]"},
      {"{{slice (fromjson .LIST) 1 2 3}}", "[1]"},
      {"{{len (slice .A 1)}}", "4"},
      {"{{printf \"%T\" (index .A 0)}}", "uint8"},
  };
  for (const Row& row : kRows) {
    if (row.expected == nullptr) continue;
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, Json) {
  constexpr Row kRows[] = {
      {"{{fromjson .JSON}}",
       "map[big:1e+06 empty:[] name:db none:<nil> o:map[a:1 b:2] on:true "
       "pi:3.25 port:8080 tags:[x y]]"},
      {"{{(fromjson .JSON).big}}", "1e+06"},
      {"{{(fromjson .JSON).port}}", "8080"},
      {"{{(fromjson .JSON).none}}", "<no value>"},
      {"{{(fromjson .JSON).none | tojson}}", "null"},
      {"{{(fromjson .JSON).missing.x}}", "<no value>"},
      {"{{with fromjson .JSON}}{{.name}}:{{.port}}{{end}}", "db:8080"},
      {"{{tojson (fromjson .JSON)}}",
       R"({"big":1000000,"empty":[],"name":"db","none":null,)"
       R"("o":{"a":"1","b":"2"},"on":true,"pi":3.25,"port":8080,)"
       R"("tags":["x","y"]})"},
      {"{{fromjson .JSON | tojson | fromjson | tojson | len}}", "121"},
      {"{{tojson .URL}}", R"("https://a.example/?x=1\u0026y=\u003c2\u003e")"},
      {"{{tojson .QUOTES}}", R"("say \"hi\" \\ 'there'\n\tnow")"},
      {"{{tojson .BROKEN}}", R"("a\ufffdz")"},
      {"{{tojson .UMLAUT}}", "\"gr\xC3\xBC\xC3\x9F\""},
      {"{{tojson \"\\u2028\\u2029\\x00\\x1f\\x7f\\b\\f\\r\"}}",
       "\"\\u2028\\u2029\\u0000\\u001f\x7F\\b\\f\\r\""},
      {"{{tojson 1}} {{tojson 1.5}} {{tojson true}} {{tojson nil}}",
       "1 1.5 true null"},
      {"{{tojson 1e20}} {{tojson 1e21}} {{tojson 1e-6}} {{tojson 1e-7}}",
       "100000000000000000000 1e+21 0.000001 1e-7"},
      {"{{tojson 123456789012345678901.0}} {{tojson -0.0}} {{tojson 1e-10}}",
       "123456789012345680000 -0 1e-10"},
      {"{{tojson (fromjson \"[]\")}} {{tojson (fromjson \"{}\")}}", "[] {}"},
      {"{{tojson (index .A 0)}}", "97"},
      {"{{fromjson \"1000000\"}} {{fromjson \"100000\"}}", "1e+06 100000"},
      {"{{fromjson \" \\\"x\\\" \"}}", "x"},
      {"{{fromjson \"null\"}}", "<no value>"},
      {"{{fromjson \"true\"}}", "true"},
      {"{{fromjson \"-0\"}} {{fromjson \"1e-400\"}} {{fromjson \"1E+2\"}}",
       "-0 0 100"},
      {"{{(fromjson `{\"a\":1,\"a\":{\"b\":2}}`).a.b}}", "2"},
      {"{{fromjson `\"\\ud83d\\ude00\\ud83d\\u0041\\ude00\"`}}",
       "\xF0\x9F\x98\x80\xEF\xBF\xBD"
       "A\xEF\xBF\xBD"},
      {"{{fromjson \"\\\"\\xff\\\"\"}}", "\xEF\xBF\xBD"},
      {"{{fromjson `\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fc\"`}}",
       "\"\\/\b\f\n\r\t\xC3\xBC"},
      {"{{range fromjson .JSON | len}}.{{end}}", "........."},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, Printing) {
  constexpr Row kRows[] = {
      {"{{print .A .B}}", "alphabeta"},
      {"{{print 1 2 .A 3 4 .B}}", "1 2alpha3 4beta"},
      {"{{print 1 true nil}}", "1 true <nil>"},
      {"{{print}}|{{println}}", "|\n"},
      {"{{println .A 1}}", "alpha 1\n"},
      {"{{html .URL}}", "https://a.example/?x=1&amp;y=&lt;2&gt;"},
      {"{{html .QUOTES}}", "say &#34;hi&#34; \\ &#39;there&#39;\n\tnow"},
      {"{{html 1 2 \"<\"}}", "1 2&lt;"},
      {"{{html \"\\x00\"}}", "\xEF\xBF\xBD"},
      {"{{js .QUOTES}}", "say \\\"hi\\\" \\\\ \\'there\\'\\u000A\\u0009now"},
      {"{{js \"<a>&=\\u2028\xC3\xBC\\U000e0001\"}}",
       "\\u003Ca\\u003E\\u0026\\u003D\\u2028\xC3\xBC\\uE0001"},
      {"{{js .BROKEN}}", "a\xFFz"},
      {"{{urlquery .URL}}", "https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D%3C2%3E"},
      {"{{urlquery \"a b~-_.*\xC3\xBC\"}}", "a+b~-_.%2A%C3%BC"},
      {"{{.A | printf \"%s-%s\" .B}}", "beta-alpha"},
      {"{{.A | html | len}}", "5"},
      {"{{\"x\" | print 1}}", "1x"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, Printf) {
  constexpr Row kRows[] = {
      {"{{printf \"%s|%q|%v\" .A .A .A}}", "alpha|\"alpha\"|alpha"},
      {"{{printf \"%q\" .QUOTES}}", R"("say \"hi\" \\ 'there'\n\tnow")"},
      {"{{printf \"%q\" .UMLAUT}}", "\"gr\xC3\xBC\xC3\x9F\""},
      {"{{printf \"%+q\" .UMLAUT}}", R"("gr\u00fc\u00df")"},
      {"{{printf \"%q\" .BROKEN}}", R"("a\xffz")"},
      {"{{printf \"%q\" "
       "\"\\x00\\a\\b\\f\\r\\v\\x7f\\u00a0\\u200b\\ufeff\\U0001f600"
       "\\U000e0001\\ufffd\"}}",
       "\"\\x00\\a\\b\\f\\r\\v\\x7f\\u00a0\\u200b\\ufeff\xF0\x9F\x98\x80"
       "\\U000e0001\xEF\xBF\xBD\""},
      {"{{printf \"%d\" 42}} {{printf \"%5d|%-5d|%05d|%+d\" 42 42 42 42}}",
       "42    42|42   |00042|+42"},
      {"{{printf \"%x %X %o %b %c %q %#x %O\" 255 255 8 5 65 65 255 8}}",
       "ff FF 10 101 A 'A' 0xff 0o10"},
      {"{{printf \"%d\" .A}}", "%!d(string=alpha)"},
      {"{{printf \"%s\" 5}} {{printf \"%s\" 1.5}} {{printf \"%s\" true}}",
       "%!s(int=5) %!s(float64=1.5) %!s(bool=true)"},
      {"{{printf \"%d\" 1.5}}", "%!d(float64=1.5)"},
      {"{{printf \"%d\" (fromjson \"8080\")}}", "%!d(float64=8080)"},
      {"{{printf \"%.0f\" (fromjson \"1000000\")}}", "1000000"},
      {"{{printf \"%f %.2f %8.3f|%-8.1f|%+.1f|%08.2f|%+08.2f\" 1.5 1.005 "
       "3.14159 "
       "2.5 2.5 -3.14159 3.14159}}",
       "1.500000 1.00    3.142|2.5     |+2.5|-0003.14|+0003.14"},
      {"{{printf \"%e %E %g %G %.3g %.10g\" 1234.5 1234.5 1e21 1e-7 1234.5 "
       "100000.0}}",
       "1.234500e+03 1.234500E+03 1e+21 1E-07 1.23e+03 100000"},
      {"{{printf \"%t\" true}} {{printf \"%t\" 1}}", "true %!t(int=1)"},
      {"{{printf \"%v %v %v\" 1 true 1.5}}", "1 true 1.5"},
      {"{{printf \"%5s|%-5s|%.2s|%05s\" \"ab\" \"ab\" .UMLAUT \"ab\"}}",
       "   ab|ab   |gr|000ab"},
      {"{{printf \"%6s|%.3s\" .UMLAUT .UMLAUT}}",
       "  gr\xC3\xBC\xC3\x9F|gr\xC3\xBC"},
      {"{{printf \"%8q|%-8q|\" \"ab\" \"ab\"}}", "    \"ab\"|\"ab\"    |"},
      {"{{printf \"%x %X\" .A \"\\xff\"}}", "616c706861 FF"},
      {"{{printf \"100%%\"}} {{printf \"%\"}}", "100% %!(NOVERB)"},
      {"{{printf \"%d\"}} {{printf \"%d %d\" 1}}",
       "%!d(MISSING) 1 %!d(MISSING)"},
      {"{{printf \"x\" 1 .A nil}}", "x%!(EXTRA int=1, string=alpha, <nil>)"},
      {"{{printf \"%!\" 1}} {{printf \"%z\" .A}}",
       "%!!(int=1) %!z(string=alpha)"},
      {"{{printf \"%*d|%-*d|%.*f\" 5 42 5 42 1 2.55}}", "   42|42   |2.5"},
      {"{{printf \"%[2]s %[1]s\" .A .B}}", "beta alpha"},
      {"{{printf \"%[3]s\" .A}} {{printf \"%[x]d\" 1}}",
       "%!s(BADINDEX) %!d(BADINDEX)"},
      {"{{printf \"%*d\" .A 1}}", "%!(BADWIDTH)1"},
      {"{{printf \"%v\" (fromjson .LIST)}}", "[x 1 true <nil> [2.5] map[k:v]]"},
      {"{{printf \"%s\" (fromjson .LIST)}}",
       "[x %!s(float64=1) %!s(bool=true) <nil> [%!s(float64=2.5)] map[k:v]]"},
      {"{{printf \"%q\" (fromjson .JSON).tags}}", "[\"x\" \"y\"]"},
      {"{{printf \"%T %T %T %T %T\" . 1 nil (fromjson .LIST) (fromjson "
       ".JSON)}}",
       "map[string]string int <nil> []interface {} map[string]interface {}"},
      {"{{printf \"%5t|%-7t|\" true false}}", " true|false  |"},
      {"{{printf \"%+v\" 5}} {{printf \"% d\" 5}}", "5  5"},
      {"{{printf \"%5v|%5v\" nil true}}", "<nil>| true"},
      {"{{printf \"%6.3d|%x\" 7 -31}}", "   007|-1f"},
      {"{{printf \"%U %#U %.6U %#U\" 228 228 228 7}}",
       "U+00E4 U+00E4 '\u00e4' U+0000E4 U+0007"},
      {"{{printf \"%08U|%-8U|%U\" 65 65 -1}}",
       "  U+0041|U+0041  |U+FFFFFFFFFFFFFFFF"},
      {"{{printf \"% x|%#x|%# x|% X|%#X|%# X\" \"abc\" \"abc\" \"abc\" \"jk\" "
       "\"jk\" \"jk\"}}",
       "61 62 63|0x616263|0x61 0x62 0x63|6A 6B|0X6A6B|0X6A 0X6B"},
      {"{{printf \"%#10x|%-10x|% 8x|%#x|% x|%# .1x\" \"ab\" \"ab\" \"ab\" \"\" "
       "\"\" \"ab\"}}",
       "    0x6162|6162      |   61 62|||0x61"},
      {"{{printf \"%#q|%#q|%8q|%#8q|%#.1q\" \"a\\tb\" \"a`b\" \"a\" \"a\" "
       "\"ab\"}}",
       "`a\tb`|\"a`b\"|     \"a\"|     `a`|`a`"},
      {"{{printf \"%.0d|%3c|\" 0 65}}", "|  A|"},
      {"{{printf \"%s\" \"a%sb\"}}", "a%sb"},
      {"{{printf .A}}", "alpha"},
      {"{{printf \"%v\" (index .A 0)}}", "97"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Render(row.text), row.expected) << row.text;
  }
}

TEST(Template, ParseErrors) {
  constexpr Row kRows[] = {
      {"{{", "line 1, column 1: unclosed action"},
      {"a\nb {{.A", "line 2, column 3: unclosed action"},
      {"\xC3\xBC{{", "line 1, column 2: unclosed action"},
      {"{{}}", "line 1, column 3: missing value for command"},
      {"{{- }}", "line 1, column 5: missing value for command"},
      {"{{/*}}", "line 1, column 1: unclosed comment"},
      {"{{/* x */ }}",
       "line 1, column 10: comment ends before closing delimiter"},
      {"{{end}}", "line 1, column 3: unexpected {{end}}"},
      {"{{else}}", "line 1, column 3: unexpected {{else}}"},
      {"{{if .X}}a", "line 1, column 11: unexpected EOF"},
      {"{{if .X}}a{{else}}b{{else}}c{{end}}",
       "line 1, column 22: expected end; found {{else}}"},
      {"{{if}}a{{end}}", "line 1, column 5: missing value for if"},
      {"{{range}}{{end}}", "line 1, column 8: missing value for range"},
      {"{{with .A}}{{else if .B}}{{end}}",
       "line 1, column 19: unexpected <if> in input"},
      {"{{end .A}}", "line 1, column 7: unexpected \".A\" in end"},
      {"{{foo}}", "line 1, column 3: function \"foo\" not defined"},
      {"{{call .A}}", "line 1, column 3: there is nothing to call"},
      {"{{$x}}", "line 1, column 3: undefined variable \"$x\""},
      {"{{with $x := 4}}{{end}}{{$x}}",
       "line 1, column 26: undefined variable \"$x\""},
      {"{{range $x, $y, $z := .}}{{end}}",
       "line 1, column 15: too many declarations in range"},
      {"{{with $x, $y := .}}{{end}}",
       "line 1, column 10: too many declarations in with"},
      {"{{range $x, 3 := .}}{{end}}",
       "line 1, column 11: range can only initialize variables"},
      {"{{$x := 0}}{{$x += 1}}", nullptr},
      {"{{$x=1}}", "line 1, column 5: bad character U+003D '='"},
      {"{{.A#}}", "line 1, column 5: bad character U+0023 '#'"},
      {"{{.\xC3\xBC}}",
       "line 1, column 4: bad character U+00FC '\xC3\xBC' (`index` takes names "
       "with any characters)"},
      {"{{\x01}}",
       "line 1, column 3: unrecognized character in action: U+0001"},
      {"{{.A !}}", "line 1, column 6: unexpected \"!\" in operand"},
      {"{{print 3, 4}}", "line 1, column 10: unexpected \",\" in operand"},
      {"{{print 3`x`}}", "line 1, column 10: unexpected string in operand"},
      {"{{`x`3}}", "line 1, column 6: unexpected number in operand"},
      {"{{(.A}}", "line 1, column 6: unclosed left paren"},
      {"{{.A)}}", "line 1, column 5: unexpected right paren"},
      {"{{()}}", "line 1, column 4: missing value for parenthesized pipeline"},
      {"{{12|.A|13}}",
       "line 1, column 9: non executable command in pipeline stage 3"},
      {"{{.|true}}", nullptr},
      {"{{.|nil}}", nullptr},
      {"{{.|.}}", nullptr},
      {"{{true.any}}", "line 1, column 7: unexpected . after term"},
      {"{{\"x\".y}}", "line 1, column 6: unexpected . after term"},
      {"{{nil.x}}", nullptr},
      {"{{..A}}", nullptr},
      {"{{1.E}}", "line 1, column 3: illegal number syntax"},
      {"{{0xi}}", nullptr},
      {"{{08}}", "line 1, column 3: illegal number syntax"},
      {"{{1__0}}", "line 1, column 3: illegal number syntax"},
      {"{{1_}}", "line 1, column 3: illegal number syntax"},
      {"{{1_e5}}", "line 1, column 3: illegal number syntax"},
      {"{{1e999}}", "line 1, column 3: illegal number syntax"},
      {"{{9223372036854775808}}", "line 1, column 3: integer overflow"},
      {"{{99999999999999999999}}", "line 1, column 3: integer overflow"},
      {"{{1i}}", "line 1, column 3: complex numbers are not supported"},
      {"{{1+2i}}", "line 1, column 3: complex numbers are not supported"},
      {"{{0x1p4}}",
       "line 1, column 3: hexadecimal floating-point numbers are not "
       "supported"},
      {"{{'ab'}}", "line 1, column 3: malformed character constant"},
      {"{{'a}}", "line 1, column 3: unterminated character constant"},
      {"{{''}}", nullptr},
      {"{{\"a}}", "line 1, column 3: unterminated quoted string"},
      {"{{\"a\nb\"}}", "line 1, column 3: unterminated quoted string"},
      {"{{`a}}", "line 1, column 3: unterminated raw quoted string"},
      {"{{\"\\z\"}}", "line 1, column 3: invalid syntax in a quoted literal"},
      {"{{\"\\'\"}}", nullptr},
      {"{{\"\\ud800\"}}", nullptr},
      {"{{\"\\400\"}}", nullptr},
      {"{{.A | | .B}}", "line 1, column 8: unexpected \"|\" in command"},
      {"{{| .A}}", nullptr},
      {"{{:}}", "line 1, column 3: expected :="},
      {"{{break}}", "line 1, column 3: {{break}} outside {{range}}"},
      {"{{range .}}{{else}}{{continue}}{{end}}",
       "line 1, column 22: {{continue}} outside {{range}}"},
      {"{{range .}}{{break 1}}{{end}}", nullptr},
      {"{{define x}}{{end}}", nullptr},
      {"{{define \"x\" 3}}{{end}}", nullptr},
      {"{{if true}}{{define \"x\"}}{{end}}{{end}}",
       "line 1, column 14: unexpected <define> in command"},
      {"{{define \"x\"}}a{{end}}{{define \"x\"}}b{{end}}",
       "line 1, column 25: multiple definition of template \"x\""},
      {"{{define \"x\"}}a{{else}}{{end}}", nullptr},
      {"{{define \"x\"}}a", "line 1, column 16: unexpected EOF"},
      {"{{block \"x\"}}{{end}}",
       "line 1, column 12: missing value for block clause"},
      {"{{template .X}}",
       "line 1, column 12: unexpected \".X\" in template clause"},
      {"{{template}}", nullptr},
      {"{{print (print .).}}", nullptr},
      {"{{a$b}}", nullptr},
      {"{{range $x := $y := 3}}{{end}}", nullptr},
      {"{{with $x.Y := 4}}{{end}}", nullptr},
      {"{{$a,$b := 2}}", nullptr},
  };
  for (const Row& row : kRows) {
    const std::string got = Render(row.text);
    const std::string prefix = "ERROR cannot render \"test.tmpl\": line ";
    EXPECT_TRUE(absl::StartsWith(got, prefix)) << row.text << " gave " << got;
    if (row.expected == nullptr) continue;
    EXPECT_EQ(got,
              absl::StrCat("ERROR cannot render \"test.tmpl\": ", row.expected))
        << row.text;
  }
}

TEST(Template, ExecutionErrors) {
  constexpr Row kRows[] = {
      {"{{.A.B}}", "line 1, column 3: can't evaluate field B in type string"},
      {"a\n  {{.A.B}}",
       "line 2, column 5: can't evaluate field B in type string"},
      {"{{(fromjson .JSON).none.x}}",
       "line 1, column 3: nil pointer evaluating interface {}.x"},
      {"{{(fromjson .JSON).port.x}}",
       "line 1, column 3: can't evaluate field x in type float64"},
      {"{{.A \"x\"}}", "line 1, column 3: A is not a method but has arguments"},
      {"{{1 | .A}}", "line 1, column 7: A is not a method but has arguments"},
      {"{{. 1}}", "line 1, column 3: can't give argument to non-function"},
      {"{{\"x\" 1}}", "line 1, column 3: can't give argument to non-function"},
      {"{{(.A) 1}}", nullptr},
      {"{{$x := 1}}{{$x 2}}", nullptr},
      {"{{nil}}", "line 1, column 3: nil is not a command"},
      {"{{fromjson .MISSING}}",
       "line 1, column 3: error calling fromjson: invalid value; expected "
       "string"},
      {"{{fromjson 3}}",
       "line 1, column 3: error calling fromjson: wrong type for value; "
       "expected "
       "string; got int"},
      {"{{fromjson .A}}",
       "line 1, column 3: error calling fromjson: it is not JSON: byte 1: "
       "expected a value"},
      {"{{fromjson .EMPTY}}",
       "line 1, column 3: error calling fromjson: it is not JSON: unexpected "
       "end"},
      {"{{fromjson \"[1,]\"}}", nullptr},
      {"{{fromjson \"{1:2}\"}}", nullptr},
      {"{{fromjson \"01\"}}", nullptr},
      {"{{fromjson \"1 2\"}}",
       "line 1, column 3: error calling fromjson: it is not JSON: byte 3: "
       "expected nothing more"},
      {"{{fromjson \"\\xef\\xbb\\xbf1\"}}", nullptr},
      {"{{fromjson \"1\\x00\"}}", nullptr},
      {"{{fromjson \"1e999\"}}",
       "line 1, column 3: error calling fromjson: it is not JSON: byte 1: the "
       "number is too large"},
      {"{{fromjson \"\\\"\\t\\\"\"}}", nullptr},
      {"{{fromjson `\"\\x\"`}}", nullptr},
      {"{{fromjson `\"\\u12\"`}}", nullptr},
      {"{{fromjson `\"`}}", nullptr},
      {"{{fromjson `nul`}}", nullptr},
      {"{{fromjson \"-\"}}", nullptr},
      {"{{fromjson \"1.\"}}", nullptr},
      {"{{eq 1 1.0}}",
       "line 1, column 3: error calling eq: incompatible types for comparison"},
      {"{{eq .A 1}}", nullptr},
      {"{{eq .A}}",
       "line 1, column 3: error calling eq: missing argument for comparison"},
      {"{{eq . .}}", nullptr},
      {"{{lt 1 \"a\"}}", nullptr},
      {"{{lt true false}}",
       "line 1, column 3: error calling lt: invalid type for comparison"},
      {"{{lt .MISSING 1}}", nullptr},
      {"{{ne 1}}",
       "line 1, column 3: wrong number of args for ne: want 2 got 1"},
      {"{{not}}", nullptr},
      {"{{or}}",
       "line 1, column 3: wrong number of args for or: want at least 1 got 0"},
      {"{{len 3}}", "line 1, column 3: error calling len: len of type int"},
      {"{{len .MISSING}}",
       "line 1, column 3: error calling len: len of nil pointer"},
      {"{{index .A 5}}",
       "line 1, column 3: error calling index: index out of range"},
      {"{{index .A 6}}", nullptr},
      {"{{index .A -1}}", nullptr},
      {"{{index .A \"x\"}}",
       "line 1, column 3: error calling index: cannot index slice/array with "
       "type string"},
      {"{{index . 1}}",
       "line 1, column 3: error calling index: value has type int; should be "
       "string"},
      {"{{index . nil}}", nullptr},
      {"{{index .MISSING 1}}",
       "line 1, column 3: error calling index: index of untyped nil"},
      {"{{index 3 1}}",
       "line 1, column 3: error calling index: can't index item of type int"},
      {"{{index (fromjson .JSON) \"missing\" \"x\"}}",
       "line 1, column 3: error calling index: index of nil pointer"},
      {"{{slice .A 3 1}}", nullptr},
      {"{{slice .A 1 2 3}}", nullptr},
      {"{{slice .A 9}}", nullptr},
      {"{{slice . 1}}", nullptr},
      {"{{slice nil}}", nullptr},
      {"{{printf .MISSING}}", nullptr},
      {"{{printf 3}}", nullptr},
      {"{{printf \"%#v\" .A}}",
       "line 1, column 3: error calling printf: the format %#v is not "
       "supported"},
      {"{{printf \"%p\" .A}}", nullptr},
      {"{{printf \"%x\" 1.5}}", nullptr},
      {"{{range .A}}{{end}}",
       "line 1, column 9: range can't iterate over a string"},
      {"{{range 1.5}}{{end}}", nullptr},
      {"{{range true}}{{end}}", nullptr},
      {"{{range $i, $v := 3}}{{end}}", nullptr},
      {"{{template \"none\"}}",
       "line 1, column 1: template \"none\" not defined"},
      {"{{template \"Secrets\"}}", nullptr},
      {"{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}", nullptr},
      {"{{$x = 1}}", "line 1, column 3: undefined variable: $x"},
      {"{{$x := $x}}", "line 1, column 9: undefined variable: $x"},
      {"{{if .EMPTY}}{{$x := 1}}{{else}}{{$x}}{{end}}",
       "line 1, column 35: undefined variable: $x"},
      {"{{range 1000000000}}{{range 1000000000}}{{end}}{{end}}",
       "line 1, column 21: the template takes too long"},
      {"{{range 100000000}}0123456789012345678901234567890123456789{{end}}",
       "line 1, column 20: the output is over the limit of 64 MiB"},
      {"{{print.x}}",
       "line 1, column 3: can't evaluate field x in type string"},
  };
  for (const Row& row : kRows) {
    const std::string got = Render(row.text);
    const std::string prefix = "ERROR cannot render \"test.tmpl\": line ";
    EXPECT_TRUE(absl::StartsWith(got, prefix)) << row.text << " gave " << got;
    EXPECT_FALSE(absl::StrContains(got, "alpha")) << got;
    if (row.expected == nullptr) continue;
    EXPECT_EQ(got,
              absl::StrCat("ERROR cannot render \"test.tmpl\": ", row.expected))
        << row.text;
  }
}

std::string Times(size_t count, absl::string_view text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

TEST(Template, CountsTheBytesOfNames) {
  const std::string name = "$" + Times(100000, "a");
  EXPECT_TRUE(absl::StrContains(
      Render("{{" + name + "1 := 1}}{{" + name + "2 := 2}}{{range 1000000}}{{" +
             name + "1}}{{end}}"),
      "the template takes too long"));
}

TEST(Template, IsBounded) {
  EXPECT_TRUE(absl::StrContains(
      Render(Times(300, "{{if true}}") + Times(300, "{{end}}")),
      "nested deeper"));
  EXPECT_EQ(Render(Times(150, "{{if true}}") + "x" + Times(150, "{{end}}")),
            "x");
  EXPECT_TRUE(absl::StrContains(
      Render("{{" + Times(300, "(") + "1" + Times(300, ")") + "}}"),
      "nested deeper"));
  EXPECT_TRUE(absl::StrContains(Render(std::string(kMaxTemplate + 1, 'x')),
                                "over the limit of 1 MiB"));
  EXPECT_EQ(Render(std::string(kMaxTemplate, 'x')),
            std::string(kMaxTemplate, 'x'));
  EXPECT_TRUE(absl::StrContains(
      Render("{{fromjson `" + Times(600, "[") + Times(600, "]") + "`}}"),
      "nested too deep"));
  EXPECT_TRUE(absl::StrContains(
      Render("{{$x := \"0123456789\"}}{{range 40}}{{$x = print $x $x}}{{end}}"),
      "over the limit of 64 MiB"));
  EXPECT_TRUE(absl::StrContains(
      Render("{{range 100}}{{$x := printf \"%9999999d\" 1}}{{end}}"),
      "too much memory"));
  EXPECT_EQ(Render("{{range 40}}{{len (printf \"%9999999d\" 1)}} {{end}}"),
            Times(40, "9999999 "));
  EXPECT_TRUE(absl::StrContains(Render(Times(1001, "{{$x := 1}}")),
                                "too many variables"));
}

TEST(Template, RefusesWithExitCodeThree) {
  const absl::StatusOr<Secret> rendered = RenderTemplate("{{", {}, "x");
  EXPECT_EQ(ExitCode(rendered.status()), 3);
}

TEST(Template, TheLaterOfTwoCounts) {
  const Variable entries[] = {{"B", "1"}, {"A", "2"}, {"B", "3"}};
  const absl::StatusOr<Secret> rendered = RenderTemplate("{{.}}", entries, "x");
  ASSERT_TRUE(rendered.ok());
  EXPECT_EQ(rendered->Reveal(), "map[A:2 B:3]");
}

}  // namespace
}  // namespace dp
