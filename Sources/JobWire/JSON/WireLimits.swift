// The bounds of what is read from the wire, before anybody looks at what it says. They are wide: what a field may have is
// said by the engine, with the field's name. These keep a text of megabytes from being compared, hashed or said back.

/// The bounds of requests as text.
package enum WireLimits {
  /// Members of one JSON object: a payload of 1 MiB has no room for as many with different names.
  package static let membersMax = 200_000
  /// Elements of one list of a request: as many as a wait may name jobs.
  package static let elementsMax = 100_000
  /// Entries of one map of a request: as many as `env` may have. Of tags and header fields there may be fewer.
  package static let entriesMax = 1_024
  package static let tagsMax = 32
  package static let headersMax = 100
  /// Bytes of the name of an entry: names are hashed and compared, and Swift compares text by its Unicode normal form,
  /// which takes a second and more for megabytes of combining accents.
  package static let entryNameBytesMax = 1_024
  /// Bytes of a text that names something or is looked up: names, keys, words, times, durations, URLs. Texts that are
  /// only passed on (commands, input, bodies, messages) have the bounds of the engine.
  package static let textBytesMax = 8_192
  /// Bytes of a pattern over names.
  package static let nameGlobBytesMax = 1_000
  /// Bytes of a text that jobs are looked for by.
  package static let searchTextBytesMax = 200
  /// Bytes of a text that is one of a closed list of words, or a signal, a reason, a state, a duration, a time.
  package static let wordBytesMax = 128
  /// Faults of one request that are told; the others would not be read.
  package static let problemsMax = 100
  /// Characters of what was sent that a refusal says back.
  package static let quoteScalarsMax = 60
}
