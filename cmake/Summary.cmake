# SPDX-License-Identifier: Apache-2.0
# The last words of a configure run: what was chosen, and where each package came from.
function(carbonest_row name version origin)
  string(LENGTH "${name}" length)
  math(EXPR pad "16 - ${length}")
  string(REPEAT " " ${pad} padding)
  string(LENGTH "${version}" length)
  math(EXPR pad "12 - ${length}")
  string(REPEAT " " ${pad} padding2)
  message(STATUS "  ${name}${padding}${version}${padding2}${origin}")
endfunction()

message(STATUS "carbonest ${PROJECT_VERSION}, data ${CARBONEST_DATA_VERSION}, ${CMAKE_BUILD_TYPE}")
carbonest_row(package version from)
while(origins)
  list(POP_FRONT origins name version origin)
  carbonest_row(${name} "${version}" ${origin})
endwhile()
