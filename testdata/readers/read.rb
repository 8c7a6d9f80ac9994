# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# usage: read.rb FILE...
#
# Reads each FILE with ruby-dotenv, and prints a line of JSON for it: an object of names and values,
# or the error as a string.

require "dotenv"
require "json"

ARGV.each do |file|
  line = begin
    (Dotenv.respond_to?(:parse) ? Dotenv.parse(file) : Dotenv::Environment.new(file, true)).to_h
  rescue StandardError => error
    "#{error.class}: #{error.message}"
  end
  puts JSON.generate(line)
end
