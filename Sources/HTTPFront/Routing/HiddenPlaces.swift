// Cursors that stand for what their reader does not see: the reader gets a random word, and its meaning stays here.

import Synchronization

/// The latest places in lists that only this process knows.
final class HiddenPlaces: Sendable {
  private struct Place {
    let text: String
    let reader: String
  }

  private struct State {
    var places: [String: Place] = [:]
    /// The words of each reader, in the order in which they were made.
    var words: [String: [String]] = [:]
  }

  private let state = Mutex(State())

  /// The word for a place, for one reader alone. It is forgotten when the process ends, when the reader has made
  /// `HTTPLimits.hiddenPlacesPerReaderMax` others, or when there are too many of all readers and this one has the most:
  /// a reader who makes many pushes out their own.
  func hide(_ text: String, from reader: String) -> String {
    // The system's generator: nobody guesses it.
    let word = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined(separator: "-")
    state.withLock { state in
      if state.words[reader]?.count ?? 0 >= HTTPLimits.hiddenPlacesPerReaderMax {
        Self.forgetOldest(of: reader, &state)
      } else if state.places.count >= HTTPLimits.hiddenPlacesMax,
        let most = state.words.max(by: { $0.value.count < $1.value.count })
      {
        Self.forgetOldest(of: most.key, &state)
      }
      state.words[reader, default: []].append(word)
      state.places[word] = Place(text: text, reader: reader)
    }
    return word
  }

  private static func forgetOldest(of reader: String, _ state: inout State) {
    guard let word = state.words[reader]?.removeFirst() else { return }
    state.places[word] = nil
    if state.words[reader]?.isEmpty == true { state.words[reader] = nil }
  }

  /// The place that `word` was made for, if it was for this reader.
  func find(_ word: String, for reader: String) -> String? {
    guard let place = state.withLock({ $0.places[word] }), place.reader == reader else { return nil }
    return place.text
  }
}
