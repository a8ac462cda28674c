/** A path of the console's, as a saved view names one: no other site's, whoever saved it. */
export const viewPagePattern = /^(?!.*\/\/)\/[\w./%~-]*$/;
