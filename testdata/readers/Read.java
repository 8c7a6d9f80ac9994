// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Properties;

/** Reads each FILE as properties, and prints a line for it: names and values in hexadecimal UTF-16, in turn. */
class Read {
  static String hex(String text) {
    StringBuilder out = new StringBuilder("-");
    for (char c : text.toCharArray()) out.append(String.format("%04x", (int) c));
    return out.toString();
  }

  public static void main(String[] files) throws Exception {
    for (String file : files) {
      Properties properties = new Properties();
      try (InputStream in = new FileInputStream(file)) {
        properties.load(in);
      }
      StringBuilder line = new StringBuilder();
      properties.forEach((name, value) -> line.append(hex((String) name) + " " + hex((String) value) + " "));
      System.out.println(line.toString().trim());
    }
  }
}
