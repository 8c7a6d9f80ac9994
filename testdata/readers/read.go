// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// usage: read FILE...
//
// Reads each FILE with godotenv, and prints a line of JSON for it: an object of names and values, or
// the error as a string.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	for _, file := range os.Args[1:] {
		var line interface{}
		values, err := godotenv.Read(file)
		line = values
		if err != nil {
			line = err.Error()
		}
		text, _ := json.Marshal(line)
		fmt.Println(string(text))
	}
}
