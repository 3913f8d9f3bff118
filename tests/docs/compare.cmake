# Compares FILE with what ROSTER writes; says what to run when they differ.
execute_process(COMMAND ${ROSTER} actions -o markdown OUTPUT_VARIABLE now RESULT_VARIABLE code)
file(READ ${FILE} committed)
if(NOT code EQUAL 0 OR NOT now STREQUAL committed)
  message(FATAL_ERROR "docs/ACTIONS.md is stale: run `${ROSTER} actions -o markdown > docs/ACTIONS.md`")
endif()
