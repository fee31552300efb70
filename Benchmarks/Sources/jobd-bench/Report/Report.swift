// Collects the figures and prints each as it is there: a run that is stopped halfway has still said something.

import Glibc

/// The table of one run.
final class Report {
  private(set) var figures: [Figure] = []

  func add(_ figure: Figure) {
    if figures.isEmpty { print(Figure.header) }
    figures.append(figure)
    print(figure.row)
    fflush(nil)
  }

  /// To standard error, beside the table.
  static func tell(_ text: String) {
    let line = Array("bench: \(text)\n".utf8)
    _ = write(2, line, line.count)
  }
}
