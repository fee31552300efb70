// Callbacks that are sent as they were shown, with masks in their URLs.

import JobCore
import JobWire

extension CallbackSpec {
  /// Whether its URL was masked.
  var hasMask: Bool { url.map(SentMask.isIn) ?? false }
}

extension [CallbackSpec] {
  /// - Parameter field: the name of the list, with the place it stands in.
  func maskProblems(_ field: String) -> [FieldProblem] {
    enumerated().compactMap { index, callback in
      callback.hasMask ? SentMask.problem(ofURL: "\(field)[\(index)].url") : nil
    }
  }

  /// With the stored URLs in the places of theirs. A URL stands for one that is shown as it is: its host is the same then,
  /// so nobody learns a secret by having it sent elsewhere. Of several that are shown alike that for the same ends is
  /// meant; where that does not tell them apart either, and not all of them are here, the mask stays.
  func unmasked(from stored: [Callback]) -> [CallbackSpec] {
    // More are refused.
    if count > Limits.callbacksMax { return self }
    var list = self
    for index in indices where self[index].hasMask {
      if let url = url(storedFor: index, in: stored) { list[index].url = url }
    }
    return list
  }

  private func url(storedFor index: Int, in stored: [Callback]) -> String? {
    let alike = stored.filter { CallbackSpec($0, for: .path).url == self[index].url }
    let ends = Callback(self[index]).on
    let same = alike.filter { $0.on == ends }
    let meant = (same.isEmpty ? alike : same).compactMap(\.url)
    if Set(meant).count <= 1 { return meant.first }
    // By their order, if none has gone.
    let twins = indices.filter { self[$0].url == self[index].url && Callback(self[$0]).on == ends }
    guard twins.count == same.count, let place = twins.firstIndex(of: index) else { return nil }
    return meant[place]
  }
}

extension Callback {
  /// Whether a reader who may submit is shown a mask instead of part of it.
  var hidesPart: Bool { CallbackSpec(self, for: .path).url != url }

  fileprivate var url: String? {
    if case .url(let url) = target { url } else { nil }
  }
}
