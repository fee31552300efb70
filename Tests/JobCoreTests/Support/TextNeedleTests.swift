// Parts of texts: found wherever they are, whatever the case of ASCII letters.

import Testing

@testable import JobCore

@Suite struct TextNeedleTests {
  @Test func partsAreFoundWhereverTheyAre() {
    for text in ["backup", "a Backup", "BACKUP of /srv", "babackup", "bacbackup"] {
      #expect(TextNeedle("backUP").isPart(of: text), "\(text)")
    }
    for text in ["", "backu", "back up", "ackup"] { #expect(!TextNeedle("backup").isPart(of: text), "\(text)") }
  }

  /// What stands between the letters in ASCII is no letter.
  @Test func onlyLettersHaveACase() {
    #expect(!TextNeedle("[").isPart(of: "{") && !TextNeedle("@").isPart(of: "`"))
    #expect(TextNeedle("ä").isPart(of: "xä") && !TextNeedle("ä").isPart(of: "Ä"))
  }

  /// The text is compared byte by byte, as the database keeps it.
  @Test func anotherNormalFormIsAnotherText() {
    #expect(!TextNeedle("\u{E9}").isPart(of: "e\u{301}") && TextNeedle("e").isPart(of: "e\u{301}"))
  }
}
