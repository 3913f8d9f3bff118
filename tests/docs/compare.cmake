# Compares FILE with what ROSTER writes as FORM; says what to run when they differ.
execute_process(COMMAND ${ROSTER} actions -o ${FORM} OUTPUT_VARIABLE now RESULT_VARIABLE code)
file(READ ${FILE} committed)
if(NOT code EQUAL 0 OR NOT now STREQUAL committed)
  message(FATAL_ERROR "${FILE} is stale: run `${ROSTER} actions -o ${FORM} > ${FILE}`")
endif()
