// Cursors over what their reader does not see: he gets a random word, and what it stands for stays here.

import Synchronization

/// The latest places in lists that only this process knows.
final class HiddenPlaces: Sendable {
  private struct Place {
    let text: String
    let reader: String
  }

  private struct State {
    var places: [String: Place] = [:]
    /// In the order in which they were made; a ring once it is full.
    var words: [String] = []
    var oldest = 0
  }

  private let state = Mutex(State())

  /// The word for a place, for one reader alone. It is forgotten when `HTTPLimits.hiddenPlacesMax` others have been made,
  /// and with the process.
  func hide(_ text: String, from reader: String) -> String {
    // The system's generator: nobody guesses it.
    let word = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined(separator: "-")
    state.withLock { state in
      if state.words.count < HTTPLimits.hiddenPlacesMax {
        state.words.append(word)
      } else {
        state.places[state.words[state.oldest]] = nil
        state.words[state.oldest] = word
        state.oldest = (state.oldest + 1) % HTTPLimits.hiddenPlacesMax
      }
      state.places[word] = Place(text: text, reader: reader)
    }
    return word
  }

  /// The place that `word` was made for, if it was for this reader.
  func find(_ word: String, for reader: String) -> String? {
    guard let place = state.withLock({ $0.places[word] }), place.reader == reader else { return nil }
    return place.text
  }
}
