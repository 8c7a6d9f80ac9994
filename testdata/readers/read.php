<?php
// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// usage: read.php symfony|phpdotenv FILE...
//
// Reads each FILE, and prints a line of JSON for it: an object of names and values, or the error as
// a string.

require $argv[1] === 'symfony' ? 'Symfony/Component/Dotenv/autoload.php' : 'Dotenv/autoload.php';

foreach (array_slice($argv, 2) as $file) {
    try {
        $text = file_get_contents($file);
        $line = $argv[1] === 'symfony' ? (new Symfony\Component\Dotenv\Dotenv())->parse($text) : Dotenv\Dotenv::parse($text);
        $line = (object)$line;
    } catch (Throwable $error) {
        $line = get_class($error) . ': ' . $error->getMessage();
    }
    echo json_encode($line, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
