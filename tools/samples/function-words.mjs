/**
 * The closed classes of English: determiners, pronouns, prepositions, conjunctions, auxiliaries and what is left
 * of contractions. WordNet does not describe them (wngloss(7WN): "open-class words only") but has other words of
 * the same spelling ("he" as helium, "or" as Oregon, "us" as the country), so they are set apart by name.
 */
export const FUNCTION_WORDS = new Set(
  `
  the an this that these those each every either neither some any no all both half many much more most few
  several such another other others own same enough
  me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
  herself it its itself they them their theirs themselves one ones oneself who whom whose which what whoever
  whatever whichever somebody someone something anybody anyone anything nobody nothing everybody everyone
  everything none
  of to in for on with by at from as into about over after before between under against during without within
  through among amid upon across behind beyond beside besides beneath below above along around near off out up
  down onto toward towards until till since despite except per via unlike throughout alongside concerning
  regarding inside outside than versus vs
  and or but nor so yet if because although though unless while whereas whether when where why how once
  am is are was were be been being do does did doing done have has had having will would shall should can could
  may might must ought cannot not
  there here then nt ll ve re
  `
    .trim()
    .split(/\s+/),
);
